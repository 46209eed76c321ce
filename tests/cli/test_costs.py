"""What a run cost is told by `fabula runs`, `fabula trace` and its page: by model and by part."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.engine import emit, fan_out, open_run, remember, step
from fabula.engine.costs import Cost, count
from fabula.store.folder import open_store

Say = Callable[..., str]
PRICES = {"one": 0.02, "two": None, "three": 0.0, "four": 0.004}


@step
async def sing(name: str) -> str:
    """Asks a model that tells its price, or does not."""

    async def answer() -> str:
        usd = PRICES[name]
        emit("model.used", who="poet <1>", tokens_in=1000, letters=7, usd=usd)
        count(Cost(1000, usd))
        return name

    return await remember("text", name, answer, str, who="poet <1>")


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """A home with two runs of the same four parts; runs a command, gives its output."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    async def make() -> None:
        async with open_store(tmp_path / "home") as store:
            for run in ("first", "second"):
                async with open_run(store, "song", run_id=run):
                    await fan_out(sing, list(PRICES), name="verse", titles=list(PRICES))

    asyncio.run(make())

    def run(*words: str) -> str:
        capsys.readouterr()
        assert main(words) == 0
        return capsys.readouterr().out

    return run


def test_runs_tell_their_cost(say: Say) -> None:
    """The first one paid, the second one remembered; --json has the figures."""
    second, first = say("runs").splitlines()[1:]
    bill = json.loads(say("runs", "--json"))[1]["bill"]

    assert "at least $0.024, 1 call of unknown price" in first
    assert "no cost" in second
    assert (bill["usd"], bill["unknown"], bill["calls"]) == (0.024, 1, 4)


def test_trace_tells_models_and_parts(say: Say) -> None:
    """The sum, what was used, and whose it was; what cost nothing says so."""
    out = say("trace", "first")
    cost = out[out.index("Cost: ") : out.index("Critical path")].splitlines()

    assert cost[0].startswith("Cost: at least $0.024, 1 call of unknown price (4 calls: ")
    assert "4,000 tokens in, 28 letters" in cost[0]
    assert [" ".join(line.split()) for line in cost[1:] if line] == [
        "poet <1> at least $0.024, 1 call of unknown price",
        "verse one $0.02",
        "verse two 1 call of unknown price",
        "verse three no cost",
        "verse four $0.004",
    ]
    assert json.loads(say("trace", "first", "--json"))["bill"]["used"]["letters"] == 28


def test_trace_tells_savings(say: Say) -> None:
    """What was remembered would have cost that much again."""
    out = say("trace", "second")

    assert "Cost: no cost, $0.024 saved (0 calls)" in out
    assert "verse one no cost, $0.02 saved" in " ".join(out.split())


def test_page_tells_it_too(say: Say) -> None:
    """In a table of its own, with names as they are."""
    say("trace", "first", "--html", "run.html")
    page = Path("run.html").read_text()

    assert "<h2>What it cost</h2>" in page
    assert (
        "<tr><td>poet &lt;1&gt;</td><td>at least $0.024, 1 call of unknown price</td></tr>" in page
    )
    assert "<dd>at least $0.024, 1 call of unknown price</dd>" in page
