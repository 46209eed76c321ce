"""A target is met, missed, skipped with its reason, or not to be judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.lab.records import RATE, RESPONSE, outcome_of, target_of

from fabula.lab.record import Metric, Outcome, Samples, Verdict
from fabula.lab.targets.judge import judge

OFFERS = frozenset({"engine", "video"})


def judged(*outcomes: Outcome, **target: Any) -> Verdict:
    """The verdict on the target of these."""
    return judge(target_of(**target), outcomes, OFFERS)


def took(*values: float, **labels: str) -> Outcome:
    """A scenario that took so long."""
    return outcome_of(Samples(RESPONSE, values, labels))


@pytest.mark.parametrize(
    ("relation", "limit", "state"),
    [
        ("below", 2.0, "FAIL"),
        ("at_most", 2.0, "PASS"),
        ("above", 2.0, "FAIL"),
        ("at_least", 2.0, "PASS"),
        ("below", 2.1, "PASS"),
    ],
)
def test_limit_itself_counts_as_said(relation: str, limit: float, state: str) -> None:
    """A figure that is the limit is not below it, and not above it."""
    verdict = judged(took(1.0, 3.0), relation=relation, limit=limit)

    assert (verdict.state, verdict.measured, verdict.samples) == (state, 2.0, 2)


def test_labels_choose_the_samples() -> None:
    """Only samples with the target's labels count."""
    outcomes = took(9.0, concurrency="50"), took(1.0, concurrency="1", run="a")

    assert judged(*outcomes, where={"concurrency": "1"}).measured == 1.0
    assert judged(*outcomes).measured == 5.0


def test_units_are_converted() -> None:
    """A limit in ms holds samples in s; one in GB those in MB."""
    memory = outcome_of(
        Samples(Metric("memory", "MB", kind="bytes"), (1500.0,)), measures=("memory",)
    )

    assert judged(took(0.25), limit=500.0, unit="ms").measured == 250.0
    assert judged(memory, metric="memory", limit=2.0, unit="GB").measured == 1.5


def test_miss_gives_the_advice() -> None:
    """What is missed says what to do."""
    assert judged(took(3.0)).reason == "Look at the trace."


def test_few_samples_are_told() -> None:
    """A target that is met by fewer samples than the document asks for says so."""
    assert judged(took(1.0), count=10).reason == "1 of the 10 samples asked for"


def test_failed_scenario_meets_no_target() -> None:
    """Whether it measured something before or not."""
    before = outcome_of(Samples(RESPONSE, (1.0,)), state="failed", reason="the server fell")
    nothing = outcome_of(state="failed", reason="the server fell")

    assert [judged(one).state for one in (before, nothing)] == ["FAIL", "FAIL"]
    assert judged(nothing).reason == "video.performance.single: the server fell"


def test_invalid_scenario_judges_nothing() -> None:
    """What the lab could not measure is no fault of the deployment."""
    late = outcome_of(Samples(RESPONSE, (9.0,)), state="invalid", reason="the driver was late")

    assert (judged(late).state, judged(late).reason) == ("INVALID", "the driver was late")


@pytest.mark.parametrize(
    ("outcomes", "suite", "reason"),
    [
        ((outcome_of(state="skipped", reason="needs Linux"),), "video.performance", "needs Linux"),
        ((), "video.performance", "no scenario of this run measures it"),
        ((), "voice", "there is no voice in this deployment yet"),
        ((outcome_of(),), "video.performance", "was not measured in this run"),
    ],
)
def test_skip_has_a_reason(outcomes: tuple[Outcome, ...], suite: str, reason: str) -> None:
    """What was not measured says why."""
    verdict = judged(*outcomes, suite=suite)

    assert (verdict.state, verdict.measured, verdict.reason) == ("SKIP", None, reason)


def test_suite_is_timed_as_a_whole() -> None:
    """All of its scenarios together, those of its parts included; skipped ones take no time."""
    parts = (
        outcome_of(suite="platform.fast", seconds=20.0),
        outcome_of(suite="platform.health", seconds=15.0, name="other"),
        outcome_of(suite="platform.health", seconds=99.0, state="skipped"),
    )
    marked = outcome_of(suite="platform.fast", seconds=5.0, markers=("fault",))
    budget = {"metric": "suite.seconds", "limit": 30.0, "statistic": "sum"}
    only = {"marker": "fault"}

    assert judged(*parts, suite="platform", **budget).measured == 35.0
    assert judged(marked, *parts, suite="platform", where=only, **budget).measured == 5.0
    assert judged(*parts, suite="platform.fast", **budget).state == "PASS"
    assert judged(*parts, suite="platform.embedding", **budget).state == "SKIP"


def test_rates_are_converted() -> None:
    """Biographies in an hour, from those in a second."""
    rate = outcome_of(Samples(RATE, (0.001,)), measures=("throughput.rate",))
    verdict = judged(rate, metric="throughput.rate", limit=2.0, unit="1/h", relation="at_least")

    assert verdict.measured == pytest.approx(3.6)


def test_preparation_is_no_time_of_the_suite() -> None:
    """A rehearsal, or a server to compare with, is the lab's own and not what is demanded."""
    outcome = replace(took(1.0), seconds=9.0, prepared=4.0)
    verdict = judged(outcome, metric="suite.seconds", statistic="sum", limit=5.1)

    assert (verdict.state, verdict.measured) == ("PASS", 5.0)
