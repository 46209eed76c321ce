"""Where the time of a run went, as a table for reports: critical path, efficiency, what-ifs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fabula.engine.profile import Profile
from fabula.engine.replay import Change, replayed, what_if
from fabula.errors import NotReproduced
from fabula.lab.record import Metric, Table

EFFICIENCY = Metric(
    "trace.efficiency", "share", "higher", about="the ideal as a share of the time; label `work`"
)
Row = tuple[str, str, str, str]
SHOWN, TRIED = 6, 3
"""Shares of the critical path that are told, and how many of the steps on it are made faster."""
FASTER = 2
LEAST = 0.001
"""A share of the critical path that is worth a word."""


def explained(profile: Profile, work: str) -> Table:
    """The table of one run.

    Args:
        profile: Of the run.
        work: What it made, for people.
    """
    makespan = profile.timeline.makespan
    shares = [(name, share) for name, share in profile.shares.items() if share >= LEAST]
    rows = [("critical path", name, _time(share * makespan), f"{share:.0%}") for name, share in
            shares[:SHOWN]]  # fmt: skip
    if rest := sum(share for _, share in shares[SHOWN:]):
        rows.append(
            ("critical path", f"{len(shares) - SHOWN} more", _time(rest * makespan), f"{rest:.0%}")
        )
    efficiency = f"{profile.efficiency:.0%}"
    rows.append(("efficiency", "of the ideal with these limits", _time(profile.ideal), efficiency))
    rows.append(("", "the ideal without limits", _time(profile.unlimited), ""))
    rows.append(
        ("bottleneck", profile.bottleneck, "", f"{profile.shares.get(profile.bottleneck, 1.0):.0%}")
    )
    rows += _what_ifs(profile)
    title = f"Where the time of {work} went ({_time(makespan)})"
    columns = ("", "what", "time", "of the whole")
    return Table(title, columns, tuple(_once(rows)), "performance", _fidelity(profile))


def _once(rows: Sequence[Row]) -> Iterator[Row]:
    """Each head of a group only at its first row."""
    said = ""
    for head, *cells in rows:
        yield ("" if head == said else head, cells[0], cells[1], cells[2])
        said = head or said


def _fidelity(profile: Profile) -> str:
    """How near the replay without a change comes to what was measured."""
    makespan, again = profile.timeline.makespan, replayed(profile.timeline)
    near = again / makespan if makespan else 1.0
    return f"The replay without a change takes {_time(again)}: {near:.1%} of what was measured."


def _what_ifs(profile: Profile) -> Iterator[Row]:
    """What would be if a step were twice as fast, or twice as many parts at work.

    Nothing is told of a run that the replay does not reproduce.
    """
    for text, change in _changes(profile):
        try:
            outcome = what_if(profile.timeline, change)
        except NotReproduced:
            yield "what if", "not told: the replay misses the measured time", "", ""
            return
        shorter = f"{-outcome.shorter:+.0%}"
        yield "what if", text, _time(outcome.seconds), "0%" if shorter == "-0%" else shorter


def _changes(profile: Profile) -> Iterator[tuple[str, Change]]:
    critical = [row for row in profile.rows if row.kind != "part" and row.critical > 0]
    for row in critical[:TRIED]:
        yield f"{row.name} {FASTER}x as fast", Change(speed={row.name: FASTER})
    limits = {work.name: work.limit for work in profile.timeline.works.values() if work.limit}
    for name, limit in limits.items():
        yield f"{name}: {FASTER * limit} at a time", Change(limit={name: FASTER * limit})


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
