"""`fabula serve`: its keys, and what it serves with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.server.stage import PROJECTS, there

from fabula.cli import main


def test_new_key_opens_the_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A key that was printed once is its owner's, and what they do is theirs alone."""
    keys = str(tmp_path / "keys.toml")
    made = []
    for owner in ("ada", "ben"):
        assert main(["serve", "--new-key", owner, "--keys", keys]) == 0
        made.append(capsys.readouterr().out.strip())
    ada, ben = made
    with there(tmp_path / "home", "--keys", keys, key=ada) as server:
        begun = server.ask.post(PROJECTS, json={"project": "luna"})
        theirs = server.ask.get(PROJECTS, headers={"Authorization": f"Bearer {ben}"})
        nobody = server.ask.get(PROJECTS, headers={"Authorization": "Bearer x"})
        server.process.terminate()
        server.process.wait(10)
        assert server.process.stderr
        said = server.process.stderr.read()
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]

    assert begun.status_code == 201
    assert theirs.json() == []
    assert nobody.status_code == 401
    assert not any(key.encode() in data for key in made for data in [*written, said.encode()])
