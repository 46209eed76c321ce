"""Command lines are watched in this process: what leaks in a module of theirs is seen."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from fabula.errors import BadSetting, UserError
from fabula.lab.resources.calls import call_of, watch_calls


def never(_words: Sequence[str]) -> int:
    """`fabula`, where it is not to be run."""
    raise AssertionError


def test_leak_of_a_call_is_found() -> None:
    """A job that runs a loop of its own, in this very thread."""
    kept: list[object] = []

    async def keep(number: int) -> None:
        kept.append([{"number": number} for _ in range(40)])

    verdict = watch_calls(lambda number: asyncio.run(keep(number)), jobs=12, longer=(2,))

    assert (verdict.kind, verdict.what, verdict.jobs) == ("LEAK", "objects", 24)


def test_failure_of_a_call_comes_out() -> None:
    """As itself, and nothing hangs."""

    def fail(number: int) -> None:
        if number == 3:
            raise KeyError("ink")

    with pytest.raises(KeyError, match="ink"):
        watch_calls(fail, jobs=8)


def test_stopping_ends_the_watching() -> None:
    """Ctrl-C within a job."""

    def stop(_number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch_calls(stop, jobs=8)


def test_script_runs_in_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its arguments; this process's folder, arguments and variables are as before."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "told.py").write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        f"with Path({str(tmp_path / 'seen.txt')!r}).open('a') as seen:\n"
        "    print(sys.argv[1], Path('told.py').exists(), Path('made.txt').exists(), file=seen)\n"
        "Path('made.txt').write_text(os.environ['FABULA_HOME'])\n"
    )
    before = Path.cwd(), list(sys.argv), dict(os.environ)
    call = call_of(("python", "told.py", "word"), never)
    call(0)
    call(1)

    assert (tmp_path / "seen.txt").read_text() == "word True False\n" * 2
    assert (Path.cwd(), sys.argv, dict(os.environ)) == before


def test_module_and_fabula_are_run() -> None:
    """`python -m`, and `fabula` by its own function."""
    words: list[Sequence[str]] = []

    def main(said: Sequence[str]) -> int:
        words.append(said)
        return 0

    call_of(("python", "-m", "this"), never)(0)
    call_of(("fabula", "video", "paper.md"), main)(0)

    assert words == [["video", "paper.md"]]


def test_command_that_fails_is_told(tmp_path: Path) -> None:
    """By its exit code, whoever runs it."""
    script = tmp_path / "bad.py"
    script.write_text("raise SystemExit(3)")

    with pytest.raises(UserError, match="exit code 3"):
        call_of(("python", str(script)), never)(0)
    with pytest.raises(UserError, match="exit code 2"):
        call_of(("fabula", "x"), lambda _words: 2)(0)


@pytest.mark.parametrize("line", [("ls", "-l"), ("python",), ("python", "-c", "1")])
def test_command_elsewhere_is_refused(line: tuple[str, ...]) -> None:
    """A process that ends leaves nothing behind."""
    with pytest.raises(BadSetting, match="process of its own"):
        call_of(line, never)
