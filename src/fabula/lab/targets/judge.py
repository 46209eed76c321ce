"""Judges a target by what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fabula.lab.metrics import SUITE_SECONDS
from fabula.lab.record import Outcome, Relation, Samples, Target, Verdict, left_out
from fabula.lab.scenarios import covers
from fabula.lab.statistics.summary import STATISTICS

RELATIONS: Mapping[Relation, Callable[[float, float], bool]] = {
    "below": lambda value, limit: value < limit,
    "at_most": lambda value, limit: value <= limit,
    "above": lambda value, limit: value > limit,
    "at_least": lambda value, limit: value >= limit,
}

SCALES: tuple[Mapping[str, float], ...] = (
    {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0},
    {"1/s": 1.0, "1/min": 1 / 60, "1/h": 1 / 3600},
    {"KB": 0.001, "MB": 1.0, "GB": 1000.0},
)
"""Units that are converted into each other."""


def judge(target: Target, outcomes: Iterable[Outcome], offers: frozenset[str]) -> Verdict:
    """The verdict on a target.

    Args:
        target: The demand.
        outcomes: Those of the run.
        offers: What the deployment offers, which tells what is lacking where nothing was measured.
    """
    if target.metric == SUITE_SECONDS.id:
        outcomes = _whole(target, outcomes)
    able = [one for one in outcomes if one.suite == target.suite and _measures(one, target)]
    invalid = next((one for one in able if one.state == "invalid"), None)
    if invalid is not None:
        return Verdict(target, "INVALID", reason=invalid.reason)
    values = [value for one in able for value in _values(one, target)]
    if not values:
        return _unmeasured(target, able, offers)
    return _measured(target, able, values)


def _whole(target: Target, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The suite as if it were one scenario, which measured how long it took.

    A target `where = { marker = "performance" }` counts scenarios of that marker only. What the
    lab prepared does not count: the documents' tests stand before works that need no rehearsal.
    """
    marker = target.where.get("marker")
    ran = [
        one
        for one in outcomes
        if covers(target.suite, one.suite) and one.state != "skipped"
        if marker is None or marker in one.markers
    ]
    took = Samples(SUITE_SECONDS, tuple(one.seconds - one.prepared for one in ran), target.where)
    title = "How long the suite took."
    whole = Outcome(target.suite, "all", title, "passed", sum(took.values), samples=(took,))
    return [whole] if ran else []


def _measures(outcome: Outcome, target: Target) -> bool:
    if target.metric in outcome.measures:
        return True
    return any(samples.fits(target.metric, target.where) for samples in outcome.samples)


def _values(outcome: Outcome, target: Target) -> list[float]:
    """The samples of the target, in its unit."""
    return [
        value * _factor(samples.metric.unit, target.unit)
        for samples in outcome.samples
        if samples.fits(target.metric, target.where)
        for value in samples.values
    ]


def _factor(unit: str, wanted: str) -> float:
    for scale in SCALES:
        if unit in scale and wanted in scale:
            return scale[unit] / scale[wanted]
    return 1.0


def _unmeasured(target: Target, able: Sequence[Outcome], offers: frozenset[str]) -> Verdict:
    for one in able:
        if one.state == "failed":
            return Verdict(target, "FAIL", reason=f"{one.id}: {one.reason}")
    skipped = next((one.reason for one in able if one.state == "skipped"), "")
    system = target.suite.partition(".")[0]
    if skipped:
        reason = skipped
    elif able:
        told = (one.facts.get(left_out(target.metric)) for one in able)
        reason = next(filter(None, told), "was not measured in this run")
    elif system not in offers:
        reason = f"there is no {system} in this deployment yet"
    else:
        reason = "no scenario of this run measures it"
    return Verdict(target, "SKIP", reason=reason)


def _measured(target: Target, able: Sequence[Outcome], values: Sequence[float]) -> Verdict:
    measured = STATISTICS[target.statistic](values)
    if not RELATIONS[target.relation](measured, target.limit):
        reason = target.advice or "missed"
        return Verdict(target, "FAIL", measured, len(values), reason)
    failed = next((one for one in able if one.state == "failed"), None)
    if failed is not None:
        # What was measured before it failed is not the whole of what was to be measured.
        reason = f"{failed.id}: {failed.reason}"
        return Verdict(target, "FAIL", measured, len(values), reason)
    few = f"{len(values)} of the {target.count} samples asked for"
    return Verdict(target, "PASS", measured, len(values), few if len(values) < target.count else "")
