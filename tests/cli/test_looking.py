"""`fabula runs` and `fabula trace`: the last run explained, as a table, a page and data."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.engine.scripted import outline, paint

from fabula.cli import main
from fabula.engine import Event, emit, open_run
from fabula.errors import StoreFull
from fabula.store.folder import open_store

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two runs, and a folder to stand in that is no studio folder."""
    home = tmp_path / "home"
    monkeypatch.setenv("FABULA_HOME", str(home))
    monkeypatch.chdir(tmp_path)

    async def make() -> None:
        async with open_store(home) as store:
            for run in ("first", "second"):
                async with open_run(store, "film", run_id=run):
                    await outline(1)
                    await paint(1, 3)

    asyncio.run(make())
    return home


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command; its exit code, output and errors."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(words)
        return code, *capsys.readouterr()

    return run


@pytest.mark.usefixtures("home")
def test_runs_are_listed_latest_first(say: Say) -> None:
    """Each run has a line with what it made and how it ended."""
    code, out, _ = say("runs")
    listed = [line.split()[:3] for line in out.splitlines()[1:]]

    assert code == 0
    assert listed == [["second", "film", "finished"], ["first", "film", "finished"]]
    assert [run["id"] for run in json.loads(say("runs", "--json", "--limit", "1")[1])] == ["second"]


def test_run_that_ended_early_says_why(say: Say, home: Path) -> None:
    """By its last words, and where there were none, as killed; one that was finished is quiet."""

    async def fail() -> None:
        async with open_store(home) as store:
            with contextlib.suppress(StoreFull):
                async with open_run(store, "film"):
                    raise StoreFull("memory.db: there is no room on the disk.")
            started = {"production": "film", "again": False}
            await store.log.append([Event("killed", 1, 2e9, "run.started", started)])

    asyncio.run(fail())
    lines = say("runs")[1].splitlines()

    assert lines[2].strip().startswith("Its process ended without a word")
    assert lines[4].strip() == "memory.db: there is no room on the disk."
    assert [line.split()[0] for line in lines[5:]] == ["second", "first"]
    reasons = [run["reason"] for run in json.loads(say("runs", "--json")[1])]
    assert reasons[1:] == [lines[4].strip(), "", ""]


def test_models_under_strain_are_named(say: Say, home: Path) -> None:
    """What was asked again, and what was left alone, stands below the table and in the data."""

    async def make() -> None:
        async with open_store(home) as store, open_run(store, "film"):
            await outline(1)
            emit("model.retried", who="openai:x", seconds=0.1, reason="too many requests")
            emit("model.breaker", who="openai:x", state="open")

    asyncio.run(make())
    told = "openai:x: asked again once, left alone once, still left alone at the end"

    assert f"Under strain:\n  {told}; last: too many requests\n" in say("trace")[1]
    assert json.loads(say("trace", "--json")[1])["strains"][0]["state"] == "open"
    assert "Under strain" not in say("trace", "first")[1]


@pytest.mark.usefixtures("home")
def test_trace_explains_a_run(say: Say) -> None:
    """The table names the steps, the critical path, the efficiency and the bottleneck."""
    code, out, _ = say("trace", "fir", "--what-if", "paint=3x")

    assert code == 0
    assert out.startswith("run first: film, finished, 0.")
    assert "step paint                   1     0" in out
    assert "Bottleneck: paint, " in out
    assert "What if paint=3x: 0." in out


def test_last_run_is_the_default(say: Say, home: Path) -> None:
    """Without an id the last run is explained; a folder's runs are found from outside."""
    folder = home.parent / "talk"
    folder.mkdir()
    home.rename(folder / ".fabula")
    data = json.loads(say("trace", "--json", "--folder", str(folder))[1])

    assert data["run"]["id"] == "second"
    assert [row["hits"] for row in data["rows"]] == [1, 1]
    assert sum(data["shares"].values()) == pytest.approx(1.0)
    assert data["critical_path"][-1]["end"] == data["seconds"]


@pytest.mark.usefixtures("home")
def test_page_stands_alone(say: Say, tmp_path: Path) -> None:
    """The page has a bar for every span and needs nothing from anywhere."""
    code, _, told = say("trace", "first", "--html", str(tmp_path / "trace.html"))
    page = (tmp_path / "trace.html").read_text()

    assert (code, told) == (0, f"{tmp_path}/trace.html: the timeline of run first\n")
    assert page.count("<g><title>") == 2
    assert "paint: made" in page
    assert "http" not in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("trace", "third"), "Unknown run 'third'. Known: first, second."),
        (("trace", "--what-if", "paint"), "write NAME=2x (twice as fast) or PART=8"),
        (("trace", "first", "--what-if", "sing=2x"), "Unknown step, model or part 'sing'."),
        (("trace", "--what-if", "paint=0x"), "write NAME=2x"),
        (("trace", "--what-if", "paint=1.5"), "must be a whole number"),
        (("runs", "--folder", "nowhere"), "Nothing was run in nowhere yet."),
    ],
)
@pytest.mark.usefixtures("home")
def test_mistakes_are_told(say: Say, words: tuple[str, ...], told: str) -> None:
    """A wrong run, change or folder gets exit code 2 and says what is possible."""
    code, _, error = say(*words)

    assert code == 2
    assert told in error


def test_logs_without_spans_are_refused(say: Say, home: Path) -> None:
    """A run of an older Fabula, whose log has no spans, is not explained by guesses."""

    async def make() -> None:
        async with open_store(home) as store, open_run(store, "film", run_id="zeta") as run:
            run.emit("step.finished", step="paint", how="made", seconds=1.0, key="")

    asyncio.run(make())
    code, _, error = say("trace", "zeta")

    assert code == 2
    assert "an older Fabula made it" in error
