"""Measure something of your own, judge it, keep it as a baseline, and see a slowdown named."""

from dataclasses import replace
from pathlib import Path

from fabula.lab import Lab, Metric, scenario
from fabula.lab.comparing.baselines import compare_with, keep
from fabula.lab.context import Options
from fabula.lab.deployments import Embedded
from fabula.lab.record import Record, Target
from fabula.lab.reports import write_report
from fabula.lab.reports.rows import headline
from fabula.lab.runner import run_scenarios

TOOK = Metric("page.seconds", "s", kind="virtual", about="laying out a page")
TARGET = Target("own-page", "own", "layout", "page.seconds", "A page", "below", 50.0, "ms", "p95")


class Press:
    """What is measured: a page takes so long."""

    seconds = 0.010


@scenario("layout", "performance", measures=(TOOK,))
async def page(lab: Lab) -> None:
    """How long a page takes to lay out."""
    for _ in lab.repeat(10):
        lab.record(TOOK, Press.seconds * lab.random.gauss(1, 0.03))


def measured() -> Record:
    """One run."""
    return run_scenarios([page], Embedded(), Options(), targets=[TARGET], suites=("layout",))


before = measured()
print(f"First run: {headline(before)}")
keep(Path("baselines"), before)

Press.seconds = 0.013
after = measured()
after = replace(after, comparisons=compare_with(Path("baselines"), after))
print(f"After a change: {after.comparisons[0].label}")
print(f"Look at {write_report(after, 'html', Path('reports'))}")
