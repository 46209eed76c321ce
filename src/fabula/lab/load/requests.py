"""What became of the requests of a load: their latencies, their errors, and whether to trust them.

Latency counts from the moment at which a request was intended. A driver that waits for an answer
before it asks again does not send what it should while the server stalls, and so never measures
the stall: its latencies, from the moment of sending, are here `uncorrected`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from fabula.lab.statistics.summary import percentile

LAG_SECONDS = 0.002
"""A driver is on time if its lag's 99th percentile is not above this, or a tenth of a threshold."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; times are seconds since the load began.

    Args:
        due: When it was intended.
        sent: When the driver came to send it.
        ended: When it was answered, or had failed.
        failure: Why it failed; empty if it did not.
        number: Its place among those that were intended, from 0 on.
    """

    due: float
    sent: float
    ended: float
    failure: str = ""
    number: int = 0

    @property
    def latency(self) -> float:
        """Seconds from the intended begin to the end."""
        return self.ended - self.due


@dataclass(frozen=True, slots=True)
class LoadRun:
    """The requests of one load.

    Args:
        requests: Those that were sent, in the order in which they ended.
        intended: How many there should have been.
        seconds: From the begin to the end of the last.
        dropped: How many were not sent, as too many were in flight already.
    """

    requests: tuple[Request, ...]
    intended: int
    seconds: float
    dropped: int = 0
    _sorted: dict[str, list[float]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def latencies(self) -> list[float]:
        """Seconds from the intended begin to the end, of failed ones too; sorted."""
        return self._once("latency", lambda: [one.latency for one in self.requests])

    @property
    def uncorrected(self) -> list[float]:
        """Seconds from sending to the end, blind to the time in which nothing could be sent."""
        return self._once("uncorrected", lambda: [one.ended - one.sent for one in self.requests])

    @property
    def lags(self) -> list[float]:
        """Seconds by which the driver was late; sorted."""
        return self._once("lag", lambda: [one.sent - one.due for one in self.requests])

    @property
    def errors(self) -> float:
        """Share of the intended requests that failed or were dropped, 0 to 1."""
        failed = sum(1 for one in self.requests if one.failure)
        return (failed + self.dropped) / self.intended if self.intended else 0.0

    @property
    def failures(self) -> Counter[str]:
        """How often each reason was told."""
        return Counter(one.failure for one in self.requests if one.failure)

    @property
    def throughput(self) -> float:
        """Requests a second that were answered."""
        answered = sum(1 for one in self.requests if not one.failure)
        return answered / self.seconds if self.seconds else 0.0

    def turn(self, place: int, of: int) -> LoadRun:
        """Only each so-many-th request: one of several things that are asked for in turn."""
        own = tuple(one for one in self.requests if one.number % of == place)
        intended = len(range(place, self.intended, of))
        return LoadRun(own, intended, self.seconds, intended - len(own))

    def invalid(self, threshold: float | None = None) -> str:
        """Why the figures say more about the driver than about what it drove; empty if they do not.

        Args:
            threshold: Of the latency that is to be judged, in seconds, if one is.
        """
        allowed = max(LAG_SECONDS, 0.1 * (threshold or 0.0))
        if self.dropped:
            return f"driver-bound: {self.dropped} of {self.intended} arrivals were dropped"
        lag = percentile(self.lags, 99) if self.requests else 0.0
        if lag > allowed:
            return (
                f"driver-bound: 99 of 100 requests were sent within {lag * 1000:.1f} ms of their "
                f"time, not within {allowed * 1000:.1f} ms"
            )
        return ""

    def _once(self, name: str, values: Callable[[], list[float]]) -> list[float]:
        if name not in self._sorted:
            self._sorted[name] = sorted(values())
        return self._sorted[name]
