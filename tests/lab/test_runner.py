"""Whatever a scenario does becomes its outcome, and the others go on."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest
from tests.lab.records import target_of

from fabula.errors import NotInstalled, UnknownName, UserError
from fabula.lab import Invalid, Lab, Metric, Scenario, scenario
from fabula.lab.context import Options
from fabula.lab.deployments import Embedded
from fabula.lab.record import Outcome
from fabula.lab.runner import run_scenario, run_scenarios

TOOK = Metric("response.seconds")
RIGHT = Metric("right", "share", "higher", "count")
HERE = Embedded()


def run_one(one: Scenario, options: Options | None = None) -> Outcome:
    """Its outcome."""
    return run_scenario(one, HERE, options or Options())


@scenario("demo", "performance", measures=(TOOK,))
async def measure(lab: Lab) -> None:
    """Measures something."""
    for _ in lab.repeat(8):
        with lab.timed(TOOK, concurrency=1):
            await asyncio.sleep(0)
    lab.check(RIGHT, holds=True)
    lab.facts["place"] = str(lab.folder)
    lab.say("Timing well within target")


def test_samples_and_lines_are_kept() -> None:
    """What was recorded and said stands in the outcome; the folder is gone."""
    outcome = run_one(measure)
    took, right = outcome.samples

    assert (outcome.state, outcome.reason) == ("passed", "")
    assert (took.metric, took.labels, len(took.values)) == (TOOK, {"concurrency": "1"}, 8)
    assert right.values == (1.0,)
    assert outcome.said == ("Timing well within target",)
    assert not Path(outcome.facts["place"]).exists()


def test_quick_takes_fewer_samples() -> None:
    """A quick run repeats a fourth; a number that was asked for is kept to."""
    quick = run_one(measure, Options(quick=True))
    three = run_one(measure, Options(quick=True, repetitions=3))

    assert [len(outcome.samples[0].values) for outcome in (quick, three)] == [2, 3]


def test_failures_are_told() -> None:
    """An assertion by its words, a mishap by its place, Fabula's errors as they are."""

    @scenario("demo")
    async def wrong(lab: Lab) -> None:
        """Asserts what is not so."""
        assert lab.quick, "two of three scenes are missing"

    @scenario("demo")
    async def broken(lab: Lab) -> None:
        """Divides by nothing."""
        lab.record(TOOK, 1 / 0)

    @scenario("demo")
    async def refused(lab: Lab) -> None:
        """Meets an error of Fabula's."""
        del lab
        raise UserError("No such voice.")

    reasons = [run_one(one).reason for one in (wrong, broken, refused)]

    assert [run_one(one).state for one in (wrong, broken, refused)] == ["failed"] * 3
    assert reasons[0].startswith("two of three scenes are missing")
    assert reasons[1].startswith("ZeroDivisionError: division by zero (test_runner.py, line")
    assert reasons[2] == "No such voice."


def test_reasons_not_to_judge() -> None:
    """A scenario that cannot be is skipped; one that could not be measured is invalid."""

    @scenario("demo")
    async def cannot(lab: Lab) -> None:
        """Needs a machine of another kind."""
        lab.skip("needs Linux")

    @scenario("demo")
    async def late(lab: Lab) -> None:
        """Could not keep up."""
        del lab
        raise Invalid("the driver was late")

    @scenario("demo", needs=("engine", "moon"))
    async def lacking(lab: Lab) -> None:
        """Needs what nobody has."""
        del lab

    @scenario("demo")
    async def without(lab: Lab) -> None:
        """Needs a package that this environment has not."""
        del lab
        raise NotInstalled("Redis", "redis")

    outcomes = [run_one(one) for one in (cannot, late, lacking, without)]

    assert [(one.state, one.reason) for one in outcomes] == [
        ("skipped", "needs Linux"),
        ("invalid", "the driver was late"),
        ("skipped", "embedded does not offer: moon"),
        ("skipped", "Redis needs an optional package: pip install 'fabula[redis]'"),
    ]


def test_budget_ends_a_scenario() -> None:
    """It is cancelled when its time is over, and what it opened is closed."""
    closed: list[str] = []

    @scenario("demo", budget=0.05)
    async def endless(lab: Lab) -> None:
        """Never ends."""
        lab.cleanup.callback(closed.append, "yes")
        await asyncio.sleep(60)

    started = time.perf_counter()
    outcome = run_one(endless)

    assert (outcome.state, outcome.reason) == ("failed", "took longer than its 0.05 s")
    assert closed == ["yes"]
    assert time.perf_counter() - started < 5


def test_options_choose_scenarios() -> None:
    """Quick leaves slow ones out; markers and names choose."""

    @scenario("demo", "slow", "stress")
    async def long(lab: Lab) -> None:
        """Takes long."""
        del lab

    def names(**said: object) -> list[str]:
        record = run_scenarios([measure, long], HERE, Options(**said))  # type: ignore[arg-type]
        return [outcome.name for outcome in record.outcomes]

    assert names() == ["measure", "long"]
    assert names(quick=True) == ["measure"]
    assert names(markers=("stress",)) == ["long"]
    assert names(tests=("meas",)) == ["measure"]


def test_record_has_verdicts_and_listener_hears() -> None:
    """Each target has a verdict; each outcome is told at once."""
    heard: list[Outcome] = []
    target = target_of(suite="demo")

    record = run_scenarios(
        [measure],
        HERE,
        Options(seed=3),
        targets=[target],
        suites=("demo",),
        on_outcome=heard.append,
    )

    assert [verdict.state for verdict in record.verdicts] == ["PASS"]
    assert record.outcomes == tuple(heard)
    assert (record.setup.suites, record.setup.seed) == (("demo",), 3)
    assert record.environment.cores >= 1


def test_unknown_clock_is_told() -> None:
    """Before anything runs."""
    with pytest.raises(UnknownName, match="Unknown clock 'sun'"):
        run_scenarios([measure], HERE, Options(clock="sun"))


def test_chance_depends_on_the_seed() -> None:
    """The same seed, the same chance, whatever ran before."""

    @scenario("demo")
    async def throw(lab: Lab) -> None:
        """Throws dice."""
        lab.record(TOOK, lab.random.random())

    thrown = [run_one(throw, Options(seed=seed)).samples[0].values for seed in (1, 1, 2)]

    assert thrown[0] == thrown[1] != thrown[2]


def test_virtual_seconds_are_of_no_machine() -> None:
    """What is timed on the virtual clock is exact, and told to be of that clock."""

    @scenario("demo")
    async def sleep(lab: Lab) -> None:
        """Sleeps for an hour."""
        with lab.timed(TOOK):
            await asyncio.sleep(3600)

    samples = run_one(sleep, Options(clock="virtual")).samples[0]

    assert samples.values == (3600.0,)
    assert samples.metric.kind == "virtual"


def test_stop_loses_nothing() -> None:
    """Ctrl-C ends the run; what was measured until then is in its record, which says so."""

    @scenario("demo")
    async def interrupted(lab: Lab) -> None:
        """Is interrupted, as by Ctrl-C."""
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(60)
        del lab

    record = run_scenarios([measure, interrupted, measure], HERE, Options())

    assert record.stopped
    assert [outcome.name for outcome in record.outcomes] == ["measure"]
    assert "Stopped before the end" in record.notes[0]
