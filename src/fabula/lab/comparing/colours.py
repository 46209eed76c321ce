"""Metrics beside their baseline: the documents' colours, given only where the samples allow them.

Green is within 10 % or better, yellow 10 to 20 % worse, red more than 20 %. A colour by the figures
alone is red a third of the time for the very same code on a machine that others use, too; so
yellow and red also need an interval that is worse throughout, and a test that agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.lab.record import OF_A_MACHINE, Colour, Comparison, Metric, Record, Samples
from fabula.lab.statistics.bootstrap import Interval, pairs_interval, ratio_interval
from fabula.lab.statistics.ranks import false_discoveries, mann_whitney, sign_test
from fabula.lab.statistics.summary import mean, median

YELLOW, RED = 0.10, 0.20
SURELY_WORSE = 0.05
"""A red is worse by this much at the very least."""
CHANCE = 0.05
"""A difference that would come by chance more often than this is none."""
FEWEST = 5
"""With fewer samples than this, figures of a machine tell nothing."""

LABELS: Mapping[Colour, str] = {
    "green": "✓ Stable",
    "yellow": "⚠ DEGRADED",
    "red": "❌ REGRESSION",
    "inconclusive": "? INCONCLUSIVE",
}
IMPROVED = "✅ IMPROVEMENT"

Key = tuple[str, str, tuple[tuple[str, str], ...]]
Found = dict[Key, tuple[Metric, tuple[float, ...]]]


@dataclass(frozen=True, slots=True)
class Series:
    """A metric's samples before and after, of one suite and with the same labels."""

    key: Key
    metric: Metric
    before: tuple[float, ...]
    after: tuple[float, ...]
    paired: bool = False


def found_in(record: Record) -> Found:
    """All samples of a record, by where they belong."""
    found: Found = {}
    for outcome, samples in record.samples():
        key = key_of(outcome.suite, samples)
        _, values = found.get(key, (samples.metric, ()))
        found[key] = samples.metric, values + samples.values
    return found


def key_of(suite: str, samples: Samples) -> Key:
    """Where samples belong: those with the same key are compared."""
    return suite, samples.metric.id, tuple(sorted(samples.labels.items()))


def compare_records(before: Record, after: Record) -> tuple[Comparison, ...]:
    """All that both measured by the same clock; of another machine what no machine changes."""
    same = before.environment.machine == after.environment.machine
    then = found_in(before)
    series = []
    for key, (metric, values) in found_in(after).items():
        old, figures = then.get(key, (metric, ()))
        alike = old.kind == metric.kind and (same or metric.kind not in OF_A_MACHINE)
        if values and figures and alike:
            series.append(Series(key, metric, figures, values))
    return compare(series)


def compare(series: Iterable[Series]) -> tuple[Comparison, ...]:
    """Compare each, with chances corrected for how many are looked at."""
    listed = list(series)
    chances = false_discoveries([_chance(one) for one in listed])
    return tuple(_compared(one, chance) for one, chance in zip(listed, chances, strict=True))


def _compared(one: Series, chance: float) -> Comparison:
    gain = gain_of(one)
    colour = colour_of(gain, chance)
    suite, _, labels = one.key
    return Comparison(
        suite=suite,
        metric=one.metric,
        labels=dict(labels),
        before=_middle(one.metric)(one.before),
        after=_middle(one.metric)(one.after),
        gain=gain.value,
        low=gain.low,
        high=gain.high,
        colour=colour,
        label=label_of(gain, colour),
        samples=(len(one.before), len(one.after)),
    )


def _middle(metric: Metric) -> Callable[[Sequence[float]], float]:
    """What stands for all samples: their median; of yeses and noes, and other counts, the mean."""
    return mean if metric.kind == "count" else median


def gain_of(one: Series) -> Interval:
    """How much better it is, as a share of what it was; negative is worse."""
    if one.paired:
        ratio = pairs_interval(one.before, one.after)
    else:
        ratio = ratio_interval(one.before, one.after, _middle(one.metric))
    if one.metric.better == "higher":
        return Interval(ratio.value - 1, ratio.low - 1, ratio.high - 1)
    return Interval(1 - ratio.value, 1 - ratio.high, 1 - ratio.low)


def _chance(one: Series) -> float:
    """How probable such a difference is, were there none."""
    if one.paired:
        return sign_test([now - then for then, now in zip(one.before, one.after, strict=True)])
    if len(one.before) == 1 and len(one.after) >= FEWEST:
        # A baseline that is one figure, as a text file has it, is taken as it stands.
        return sign_test([value - one.before[0] for value in one.after])
    if min(len(one.before), len(one.after)) >= FEWEST:
        return mann_whitney(one.before, one.after)
    return 1.0 if one.metric.kind in OF_A_MACHINE else 0.0


def colour_of(gain: Interval, chance: float) -> Colour:
    """The band that a change is in, where its interval and its chance allow one."""
    worse, least, most = -gain.value, -gain.high, -gain.low
    if worse > YELLOW:
        if worse > RED and least > SURELY_WORSE and chance < CHANCE:
            return "red"
        return "yellow" if least > 0 and chance < CHANCE else "inconclusive"
    return "inconclusive" if most > RED else "green"


def label_of(gain: Interval, colour: Colour) -> str:
    """The change in the documents' words: "✓ Stable: +2.1% vs baseline"."""
    improved = colour == "green" and gain.value > YELLOW and gain.low > 0
    return f"{IMPROVED if improved else LABELS[colour]}: {gain.value:+.1%} vs baseline"


def confirm(first: Sequence[Comparison], second: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """What stands after a second look: a red that it does not share is inconclusive."""
    again_red = {place(one) for one in second if one.colour == "red"}
    return tuple(_settled(one, place(one) in again_red) for one in first)


def place(one: Comparison) -> Key:
    """Where its samples belong."""
    return one.suite, one.metric.id, tuple(sorted(one.labels.items()))


def _settled(one: Comparison, stands: bool) -> Comparison:
    if one.colour != "red" or stands:
        return replace(one, confirmed=one.colour == "red")
    gain = Interval(one.gain, one.low, one.high)
    return replace(one, colour="inconclusive", label=label_of(gain, "inconclusive"))
