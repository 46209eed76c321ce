"""Metrics: what an owner's runs did, as OpenMetrics text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from fabula.server.records import RunStatus, State

TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


def exposition(runs: Sequence[RunStatus], waiting: int) -> str:
    """The metrics of runs, as a scraper reads them.

    Args:
        runs: All that are known.
        waiting: How many wait for their turn.
    """
    ended = [run for run in runs if run.started_at is not None and run.ended_at is not None]
    states = Counter(run.state for run in runs)
    seconds = sum((run.ended_at or 0.0) - (run.started_at or 0.0) for run in ended)
    known = [run.progress.usd for run in runs if run.progress.usd is not None]
    lines = [
        *_family("fabula_runs", "gauge", "Runs by state."),
        *(f'fabula_runs{{state="{state}"}} {states[state]}' for state in get_args(State)),
        *_family("fabula_queue_length", "gauge", "Runs that wait for their turn."),
        f"fabula_queue_length {waiting}",
        *_family("fabula_steps", "counter", "Steps of finished runs, made or remembered."),
        f'fabula_steps_total{{how="made"}} {sum(run.steps.made for run in runs)}',
        f'fabula_steps_total{{how="remembered"}} {sum(run.steps.remembered for run in runs)}',
        *_family("fabula_run_seconds", "summary", "Time from the start of a run to its end."),
        f"fabula_run_seconds_count {len(ended)}",
        f"fabula_run_seconds_sum {seconds:.3f}",
        *_family("fabula_cost_usd", "counter", "What models cost, where the price is known."),
        f"fabula_cost_usd_total {sum(known):.6f}",
        *_family("fabula_saved_usd", "counter", "What remembered results would have cost again."),
        f"fabula_saved_usd_total {sum(run.progress.saved_usd for run in runs):.6f}",
        "# EOF",
    ]
    return "\n".join(lines) + "\n"


def _family(name: str, kind: str, about: str) -> Iterable[str]:
    return f"# TYPE {name} {kind}", f"# HELP {name} {about}"
