"""The suites measure a server over HTTP: one that the lab starts, and one that it only asks."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from blockbuster import BlockBuster
from tests.lab.suites.suited import figures, suited

from fabula.lab.deployments import Remote, Spawned
from fabula.lab.record import Record


@pytest.fixture(autouse=True)
def may_block(no_blocking: BlockBuster) -> None:
    """The lab reads from the system what processes take."""
    no_blocking.deactivate()


@pytest.fixture(scope="module")
def server() -> Generator[Spawned]:
    """A server whose models are simulated; the tests here share it."""
    spawned = Spawned()
    yield spawned
    spawned.close()


def states(record: Record) -> dict[str, tuple[str, str]]:
    """What became of each scenario, and why."""
    return {outcome.name: (outcome.state, outcome.reason) for outcome in record.outcomes}


def test_films_of_a_server_are_measured(server: Spawned) -> None:
    """Ordered over HTTP, followed, and whole; the endpoints are asked at a rate."""
    tests = ("single_request", "api_latency")
    record = suited("video.performance", *tests, clock="real", quick=True, deployment=server)

    assert set(states(record).values()) == {("passed", "")}
    assert record.setup.deployment == "spawned"
    assert figures(record, "request.success") == [1.0, 1.0]
    assert 0 < min(figures(record, "first.seconds")) < max(figures(record, "response.seconds"))
    assert len(figures(record, "endpoint.seconds")) == 75


def test_speed_is_that_of_models_without_account(server: Spawned) -> None:
    """By the events of the run."""
    record = suited("video.performance", "component", clock="real", quick=True, deployment=server)

    assert figures(record, "component.measured") == [1.0] * 3


@pytest.mark.slow
def test_faults_of_the_simulator_reach_the_server(server: Spawned) -> None:
    """Its model fails, and its breaker, which all its runs share, opens and closes again."""
    tests = ("text_breaker", "speech_failures", "cancellation")
    record = suited("video.reliability", *tests, clock="real", quick=True, deployment=server)

    assert set(states(record).values()) == {("passed", "")}
    assert figures(record, "breaker.correct") == [1.0] * 4
    assert set(figures(record, "cancel.correct")) == {1.0}
    assert figures(record, "recovery")
    assert set(figures(record, "integrity")) == {1.0}


def test_files_are_what_the_server_says(server: Spawned) -> None:
    """By their digests, by the film's own length, and on the disk."""
    record = suited("video.reliability", "integrity", clock="real", quick=True, deployment=server)
    checked = {one.labels["invariant"] for _, one in record.samples()}

    assert set(figures(record, "integrity")) == {1.0}
    assert {"file", "scenes", "duration", "assets", "orphans"} <= checked


def test_processes_of_the_server_are_metered(server: Spawned) -> None:
    """Not those of the lab: a film is made there."""
    tests = ("single_job", "cache", "cost")
    record = suited("video.resources", *tests, clock="real", quick=True, deployment=server)

    assert set(states(record).values()) == {("passed", "")}
    assert min(figures(record, "memory.peak")) > 50
    assert set(figures(record, "cache.hits")) == {1.0}
    assert min(figures(record, "cost.job")) >= 0
    assert set(figures(record, "cost.told")) == {1.0}


def test_episodes_of_a_server_are_measured(server: Spawned) -> None:
    """As far as they can be from outside; what needs the lab's own process is skipped, with why."""
    tests = ("small", "cache", "summary", "bottleneck", "fallback")
    record = suited("script", *tests, clock="real", quick=True, deployment=server)
    found = states(record)

    assert {found[name][0] for name in ("bottleneck", "fallback")} == {"skipped"}
    assert "it is not this process" in found["fallback"][1]
    assert {found[name] for name in ("small_episode", "cache_on_repeat", "summary")} == {
        ("passed", "")
    }
    assert figures(record, "cache.hits") == [0.0, 1.0]


def test_models_of_others_are_left_as_they_are(server: Spawned) -> None:
    """Of an address the lab chooses no models and sees no process: what needs them says so."""
    remote = Remote(server.address)
    quick = suited(
        "video.reliability", "cancel", "failures", quick=True, clock="real", deployment=remote
    )
    found = states(quick)

    assert found["cancellation"] == ("passed", "")
    assert found["speech_failures"] == (
        "skipped", f"{server.address}: the lab does not choose what answers for its models",
    )  # fmt: skip
    resources = states(suited("video.resources", clock="real", quick=True, deployment=remote))
    assert {name for name, (state, _) in resources.items() if state == "passed"} == {
        "cache_efficiency"
    }


def test_works_that_somebody_pays_have_a_budget(server: Spawned) -> None:
    """What the lab orders of other people's models ends where it may cost no more."""
    tests, remote = ("cache",), Remote(server.address)
    record = suited(
        "video.resources", *tests, quick=True, clock="real", deployment=remote, order_usd=0.000001
    )
    state, reason = states(record)["cache_efficiency"]

    assert state == "failed"
    assert "budget of $1e-06 is too small" in reason
