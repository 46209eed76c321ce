"""Runs a suite as `fabula lab run` does, for tests of suites."""

from __future__ import annotations

from fabula.lab.context import Options
from fabula.lab.deployments import Deployment, Embedded
from fabula.lab.record import Record
from fabula.lab.runner import run_scenarios
from fabula.lab.suites import scenarios_of
from fabula.lab.targets.table import targets_of


def suited(
    suite: str,
    *tests: str,
    clock: str = "virtual",
    quick: bool = False,
    deployment: Deployment | None = None,
    order_usd: float = 0.0,
) -> Record:
    """The record of a suite, or of those of its scenarios whose names contain one of the texts."""
    options = Options(clock=clock, tests=tests, quick=quick, order_usd=order_usd)
    return run_scenarios(
        scenarios_of([suite]),
        deployment or Embedded(),
        options,
        targets=targets_of([suite]),
        suites=(suite,),
    )


def unmet(record: Record) -> dict[str, str]:
    """The targets that are no PASS, each with its reason."""
    return {one.target.id: one.reason for one in record.verdicts if one.state != "PASS"}


def figures(record: Record, metric: str) -> list[float]:
    """All samples of a metric."""
    return [
        value
        for _, samples in record.samples()
        if samples.metric.id == metric
        for value in samples.values
    ]
