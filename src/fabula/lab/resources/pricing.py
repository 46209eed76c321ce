"""What a job costs, in a record: by the rates of the run, or by others afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fabula.lab.context import Lab
from fabula.lab.metrics import COST, TAKEN
from fabula.lab.record import Outcome, Record, Samples
from fabula.lab.resources.costs import JobCost, Rates, priced

RATES, JOBS_A_MONTH = "rates", "jobs a month"
"""The facts of an outcome that say by what it was reckoned."""
ALL = "all"
"""The label of what the parts come to."""


def record_cost(lab: Lab, cost: JobCost, rates: Rates) -> None:
    """Record what a job costs, and how much it takes of what costs.

    Args:
        lab: The run of the scenario.
        cost: Of one job.
        rates: By which it was reckoned.
    """
    for part, amount in cost.taken.items():
        lab.record(TAKEN, amount, part=part)
    for part, usd in (*cost.parts.items(), (ALL, cost.job)):
        lab.record(COST, usd, part=part)
    lab.facts |= _facts(rates)


def reckoned(record: Record, rates: Rates) -> Record:
    """The record as if these had been its rates; what did not say what it takes stays as it is."""
    outcomes = tuple(_outcome(one, rates) for one in record.outcomes)
    return replace(record, outcomes=outcomes)


def _outcome(outcome: Outcome, rates: Rates) -> Outcome:
    taken = {
        samples.labels["part"]: samples.values
        for samples in outcome.samples
        if samples.metric.id == TAKEN.id
    }
    if not taken:
        return outcome
    others = (one for one in outcome.samples if one.metric.id != COST.id)
    amounts = zip(*taken.values(), strict=True)
    jobs = [priced(rates, dict(zip(taken, job, strict=True))) for job in amounts]
    return replace(
        outcome,
        samples=(*others, *_costs(jobs)),
        facts={**outcome.facts, **_facts(rates)},
        # What was said of the costs was said by the rates of then.
        said=tuple(line for line in outcome.said if not line.startswith("$")),
    )


def _costs(jobs: Iterable[dict[str, float]]) -> Iterator[Samples]:
    totals = [{**job, ALL: sum(job.values())} for job in jobs]
    for part in totals[0]:
        yield Samples(COST, tuple(job[part] for job in totals), {"part": part})


def _facts(rates: Rates) -> dict[str, str]:
    return {RATES: rates.source, JOBS_A_MONTH: f"{rates.jobs_a_month:g}"}
