"""Who may ask, and the file of their keys."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fabula.errors import BadInput, BadSetting
from fabula.server import owners as module
from fabula.server.owners import LOCAL, digest_of_key, new_key, read_owners
from fabula.server.refusals import Refused


def test_key_leads_to_its_owner(tmp_path: Path) -> None:
    """Each key is its owner's, and an owner may have several."""
    path = tmp_path / "keys.toml"
    ada, ben, again = (new_key(path, owner) for owner in ("ada", "ben", "ada"))
    owners = read_owners(path)

    assert owners.demand(f"Bearer {ada}") == owners.demand(f"bearer {again}") == "ada"
    assert owners.demand(f"Bearer {ben}") == "ben"


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer x", "Basic {key}", "{key}"])
def test_others_are_refused(tmp_path: Path, sent: str) -> None:
    """Without a key, with another one, or in another way, nobody is let in."""
    key = new_key(tmp_path / "keys.toml", "ada")

    with pytest.raises(Refused, match="401"):
        read_owners(tmp_path / "keys.toml").demand(sent.format(key=key))


def test_file_has_no_key(tmp_path: Path) -> None:
    """What lies on the disk is of no use to a thief, and only its owner can read it."""
    path = tmp_path / "keys.toml"
    key = new_key(path, "ada")

    assert key not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert len(key) > 40


def test_without_keys_all_is_local() -> None:
    """Without a file of keys whoever is on the machine is the one owner."""
    owners = read_owners(None)

    assert owners.demand("") == LOCAL
    assert not owners.known_by_keys


@pytest.mark.parametrize(
    "text", ["x", '"abc" = "ada"', f'"{"0" * 64}" = "A B"', f'"{"0" * 64}" = 3']
)
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    """A file that is no file of keys is told, with how to make one."""
    path = tmp_path / "keys.toml"
    path.write_text(text)

    with pytest.raises(BadInput, match="--new-key"):
        read_owners(path)


def test_owner_has_a_plain_name(tmp_path: Path) -> None:
    """An owner's name is a folder's name, so it may not lead elsewhere."""
    with pytest.raises(BadSetting, match="small letters"):
        new_key(tmp_path / "keys.toml", "../ada")


@pytest.mark.anyio
async def test_keys_come_and_go_while_it_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that is added is known soon, one that is taken away is not; a mistake changes none."""
    monkeypatch.setattr(module, "FRESH", 0.0)
    path = tmp_path / "keys.toml"
    ada = await asyncio.to_thread(new_key, path, "ada")
    owners = await asyncio.to_thread(read_owners, path)
    ben = await asyncio.to_thread(new_key, path, "ben")
    await owners.refresh()
    added = owners.find(f"Bearer {ben}")
    await asyncio.to_thread(path.write_text, "broken")
    await owners.refresh()
    kept = owners.find(f"Bearer {ada}")
    await asyncio.to_thread(path.write_text, f'"{digest_of_key(ben)}" = "ben"\n')
    await owners.refresh()

    assert (added, kept) == ("ben", "ada")
    assert owners.find(f"Bearer {ada}") is None
