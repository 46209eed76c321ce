"""The suites of films: what they measure, on the virtual clock where it can be."""

from __future__ import annotations

import pytest
from blockbuster import BlockBuster
from tests.lab.suites.suited import figures, suited, unmet

from fabula.lab.record import Record


def labelled(record: Record, metric: str, **labels: str) -> list[float]:
    """The samples of a metric with these labels."""
    return [
        value
        for _, samples in record.samples()
        if samples.fits(metric, labels)
        for value in samples.values
    ]


def states(record: Record) -> dict[str, str]:
    """What became of each scenario."""
    return {outcome.name: outcome.state for outcome in record.outcomes}


@pytest.fixture(scope="module")
def performance() -> Record:
    """A quick run on the virtual clock."""
    return suited("video.performance", quick=True)


def test_films_at_once_take_no_longer_than_one(performance: Record) -> None:
    """Waiting is all that takes time here, and fifty can wait together."""
    one = labelled(performance, "response.seconds", concurrency="1")
    fifty = labelled(performance, "response.seconds", concurrency="50")

    assert len(fifty) == 50, performance.outcomes
    assert max(fifty) < 2 * max(one)
    assert labelled(performance, "throughput.rate", concurrency="50")[0] > 50


def test_what_takes_no_virtual_time_is_skipped(performance: Record) -> None:
    """The speed of writing, speaking and painting is none of waiting."""
    assert states(performance) == {
        "single_request": "passed",
        "concurrent_jobs": "passed",
        "api_latency": "passed",
        "component_speed": "skipped",
    }


def test_speech_failures_are_survived() -> None:
    """The films that were hit are whole, and all that must hold holds."""
    record = suited("video.reliability", "speech_failures", quick=True)

    assert labelled(record, "recovery", fault="tts") == [1.0] * 2
    assert set(figures(record, "integrity")) == {1.0}


def test_breaker_opens_protects_and_closes() -> None:
    """Each of it told by itself."""
    record = suited("video.reliability", "text_breaker")

    assert figures(record, "breaker.correct") == [1.0] * 4
    assert record.outcomes[0].facts["breaker"].startswith("open, probing")
    assert record.outcomes[0].facts["breaker"].endswith("closed")


def test_cancelled_films_ask_nobody_after() -> None:
    """They end at once, at whichever moment."""
    record = suited("video.reliability", "cancellation")

    assert set(figures(record, "cancel.correct")) == {1.0}
    assert max(figures(record, "cancel.seconds")) < 0.05


def test_remembered_film_saves_time_and_money() -> None:
    """Every step is remembered, and its models are not paid again."""
    record = suited("video.resources", "cache_efficiency", quick=True)

    assert figures(record, "cache.hits") == [1.0, 1.0]
    assert min(figures(record, "cache.saved.usd")) > 0.001
    assert min(figures(record, "cache.saved.seconds")) > 0.1


def test_cpu_is_no_share_of_virtual_time(no_blocking: BlockBuster) -> None:
    """Waiting takes none of it, so the target is skipped, with why; the rest is measured."""
    no_blocking.deactivate()
    record = suited("video.resources", "concurrent_jobs", quick=True)

    cpu = next(one for one in record.verdicts if one.target.id == "T-cpu")
    assert (cpu.state, cpu.reason.partition(":")[0]) == (
        "SKIP",
        "on the virtual clock waiting takes no time",
    )
    assert figures(record, "ladder.measured") == [1.0] * 4


def test_pooling_is_measured_over_sockets() -> None:
    """Fewer connections than requests."""
    record = suited("video.resources", "pooling", clock="real")

    assert not record.outcomes[0].reason
    assert 0 < figures(record, "network.saved")[0] < 1


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", ["performance", "reliability", "resources"])
def test_every_target_is_met_by_the_real_clock(part: str) -> None:
    """All of document 002."""
    assert not unmet(suited(f"video.{part}", clock="real"))
