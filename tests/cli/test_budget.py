"""Budgets on the command line: kept in the folder, and told how to go on."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.cli.budget import asker
from fabula.cli.display import Display
from fabula.engine.budget import Lack


def test_nobody_at_the_terminal_is_not_asked() -> None:
    """In a pipe there is nobody to ask."""
    assert asker(Display(io.StringIO())) is None


DOLLARS = Lack("usd", 0.5, "The budget of $0.5 is spent.")
TOKENS = Lack("tokens", 50_000, "The budget of 50,000 tokens is spent.")


@pytest.mark.parametrize(
    ("lack", "typed", "by", "told"),
    [
        (DOLLARS, "y\n", 0.5, "Spend $0.50 more? [y/N, or how many dollars] "),
        (DOLLARS, "$2.25\n", 2.25, ""),
        (DOLLARS, "\n", 0.0, ""),
        (DOLLARS, "", 0.0, ""),
        (DOLLARS, "n\n", 0.0, ""),
        (DOLLARS, "0,5\n1\n", 1.0, "'0,5' is no amount; write y, n, or a number."),
        (DOLLARS, "-1\nno\n", 0.0, "'-1' is no amount"),
        (TOKENS, "20,000\n", 20_000, "Spend 50,000 tokens more? [y/N, or how many tokens] "),
        (Lack("seconds", 60.0, "Over."), "YES\n", 60.0, "Spend 60 seconds more?"),
    ],
)
def test_person_is_asked_how_much(
    lack: Lack,
    typed: str,
    by: float,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The question says by how much the budget would grow, and takes another amount."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    ask = asker(Display(sys.stderr))
    assert ask is not None

    async def answer() -> float:
        return await ask(lack)

    assert asyncio.run(answer()) == by
    said = capsys.readouterr().err
    assert lack.said in said
    assert told in said


def test_time_limit_ends_with_how_to_go_on(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run past its time ends with 1 and says what to do; run again, it goes on."""
    line = ["video", str(document), "-o", str(document.with_name("film.mp4")), "--minutes", "1"]
    assert main([*line, "--budget-seconds", "0.2", "--quiet"]) == 1
    told = capsys.readouterr().err
    assert main([*line, "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert "0.2 s of the run are over" in told
    assert "run it again with more" in told
    assert last["saved_usd"] == 0


def test_budget_of_a_folder_is_no_part_of_the_film(document: Path) -> None:
    """A budget stands in the folder's fabula.yaml, and another one makes nothing stale."""
    folder = document.with_name("talk")
    line = ["video", str(document), "--keep", str(folder), "--minutes", "0.5", "--quiet"]
    assert main([*line, "--budget", "5"]) == 0
    page = folder / "fabula.yaml"
    assert "budget: 5.0" in page.read_text()
    page.write_text(page.read_text().replace("budget: 5.0", "budget_tokens: 900"))

    assert main(["status", str(folder)]) == 0
    assert main(["run", str(folder), "--quiet"]) == 0
