"""A breaker lets one caller probe, whoever else is waiting."""

from __future__ import annotations

from fabula.engine.breaker import Breaker


class Time:
    """A clock that tests move."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def broken(clock: Time, states: list[str] | None = None) -> Breaker:
    """A breaker that three failures have just opened for ten seconds."""
    told = states if states is not None else []
    breaker = Breaker(3, 10.0, longest=35.0, clock=clock, on_change=told.append)
    for _ in range(3):
        assert breaker.enter()
        breaker.failed()
    return breaker


def test_failures_in_a_row_open_it() -> None:
    """Two failures and a success are no reason; three failures are."""
    breaker = Breaker(3, 10.0, clock=Time())
    for _ in range(5):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()

    assert breaker.state == "closed"
    assert broken(Time()).state == "open"


def test_one_of_twenty_may_probe() -> None:
    """After its pause, one of twenty callers goes through, and no other until it is back."""
    clock, states = Time(), list[str]()
    breaker = broken(clock, states)
    assert not any(breaker.enter() for _ in range(20))
    clock.now = 10.0

    assert sum(breaker.enter() for _ in range(20)) == 1
    breaker.succeeded()
    assert all(breaker.enter() for _ in range(20))
    assert states == ["open", "probing", "closed"]


def test_failed_probes_wait_longer() -> None:
    """Each failed probe doubles the pause, up to the longest; a success starts anew."""
    clock = Time()
    breaker = broken(clock)
    pauses = []
    for _ in range(3):
        pauses.append(breaker.seconds_left)
        clock.now += breaker.seconds_left
        assert breaker.enter()
        breaker.failed()
    assert pauses == [10.0, 20.0, 35.0]
    clock.now += 35.0
    breaker.enter()
    breaker.succeeded()
    for _ in range(3):
        breaker.failed()

    assert breaker.seconds_left == 10.0


def test_late_failures_prolong_nothing() -> None:
    """Calls that were on their way when it opened do not open it again."""
    clock = Time()
    breaker = broken(clock)
    clock.now = 9.0
    breaker.failed()

    assert breaker.seconds_left == 1.0


def test_probe_that_gives_up_is_replaced() -> None:
    """A probe that was cancelled learnt nothing: the next caller may probe at once."""
    clock = Time()
    breaker = broken(clock)
    clock.now = 10.0
    assert breaker.enter()
    breaker.left()

    assert breaker.enter()
