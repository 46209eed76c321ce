"""Demands are read as they are written, and judged as they are read."""

from __future__ import annotations

import pytest

from fabula.errors import BadSetting
from fabula.lab.load import LoadRun, Request, read_slo

RUN = LoadRun(
    tuple(Request(0, 0, (n + 1) / 100, "no" if n >= 98 else "") for n in range(100)), 100, 2.0
)
"""Latencies of 10 ms to 1 s, two of a hundred failed, 49 answers a second."""


def test_kept_demands_break_nothing() -> None:
    """Each figure, unit and relation."""
    slo = read_slo("p50<600ms, p95<=1s,p98<2s,mean<0.51s,max<=1s,errors<3%,throughput>48/s")

    assert read_slo("errors<=0.02, rate>=49").broken(RUN) == slo.broken(RUN) == []


def test_broken_demands_say_what_was_measured() -> None:
    """One line each."""
    slo = read_slo("p95<500ms,errors<1%,throughput>=50/s,p98<2s")

    assert slo.broken(RUN) == [
        "p95<500ms: p95 is 950 ms",
        "errors<1%: errors is 2.0%",
        "throughput>=50/s: throughput is 49.0/s",
    ]


def test_failures_are_no_quick_answers() -> None:
    """A server that refuses at once is not quick: 95 of 100 are to be answered within the limit."""
    refused = LoadRun(tuple(Request(0, 0, 0.001, "status 500") for _ in range(20)), 20, 1.0)

    assert read_slo("p95<500ms,max<1s,mean<1s").broken(refused) == [
        f"{demand}: 100.0% failed" for demand in ("p95<500ms", "max<1s", "mean<1s")
    ]
    assert read_slo("p99<2s,p98<2s").broken(RUN) == ["p99<2s: 2.0% failed"]


def test_shortest_latency_is_the_threshold() -> None:
    """By which a driver's lag is judged."""
    assert read_slo("p95<500ms,p50<0.2s,errors<1%").threshold == 0.2
    assert read_slo("errors<1%").threshold is None


def test_nothing_sent_keeps_nothing() -> None:
    """There is no figure of no requests."""
    assert read_slo("errors<1%").broken(LoadRun((), 0, 0.0)) == ["nothing was sent"]


@pytest.mark.parametrize(
    "text",
    ["", "fast", "p95", "p<1s", "p0<1s", "p101<1s", "speed<1s", "p95<500", "errors<1ms", "max7<1s"],
)
def test_what_is_no_demand_is_told(text: str) -> None:
    """With what was written."""
    with pytest.raises(BadSetting) as told:
        read_slo(text)

    assert repr(text) in str(told.value)
