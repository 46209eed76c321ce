"""`fabula lab bisect`: the commit from which on a metric is worse."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager
from pathlib import Path

from fabula.cli.lab.ab import side_of
from fabula.cli.lab.driving import begin
from fabula.cli.lab.writing import GOOD, INCONCLUSIVE, NOTHING, open_console, print_plain
from fabula.errors import BadSetting
from fabula.lab.amounts import read_lasting
from fabula.lab.comparing.ab import FEWEST_PAIRS, Effort
from fabula.lab.comparing.bisection import Candidate, Found, Search, end_of
from fabula.lab.comparing.sides import Side
from fabula.lab.record import Comparison


def bisect(flags: argparse.Namespace) -> int:
    """Look for the commit, and name it."""
    good, dots, bad = flags.range.partition("..")
    if not (good and dots) or bad.startswith("."):
        raise BadSetting(f"{flags.range!r} is no range: write GOOD..BAD, or GOOD.. for HEAD.")
    if flags.pairs < FEWEST_PAIRS:
        raise BadSetting(
            f"--pairs {flags.pairs}: fewer than {FEWEST_PAIRS} cannot decide anything."
        )
    repository, console, begun = Path.cwd(), open_console(), begin()

    def told(one: Candidate) -> None:
        figure = change(one.comparison) if one.comparison else one.why
        print_plain(console, f"  {one.end:5} {end_of(one.commit, repository)}: {figure}")

    def opened(folder: Path, revision: str) -> AbstractContextManager[Side]:
        return side_of(folder, revision, flags)

    print_plain(console, f"{good} beside {bad or 'HEAD'}, then what lies between:")
    effort = Effort(flags.pairs, read_lasting(flags.budget), flags.seed)
    found = Search(repository, good, bad or "HEAD", opened, flags.metric, effort, told).run()
    for line in verdict(found, repository):
        print_plain(console, line)
    print_plain(console, f"{len(found.candidates)} commits measured; {begun.seconds:.0f} s")
    return GOOD if found.sure else INCONCLUSIVE if found.suspects else NOTHING


def change(one: Comparison) -> str:
    """How much better or worse, and between what that lies: "-30.1% [-33.2%, -28.0%]"."""
    return f"{one.metric.id} {one.gain:+.1%} [{one.low:+.1%}, {one.high:+.1%}]"


def verdict(found: Found, repository: Path) -> list[str]:
    """What was found, as a person reads it.

    Args:
        found: By the search.
        repository: Where commits are looked up.
    """
    if not found.suspects:
        return [f"INVALID: the bad end is not surely worse: {change(found.whole)}."]
    told = [end_of(commit, repository) for commit in found.suspects]
    ends = f"End to end: {change(found.whole)}."
    if len(told) > 1:
        return ["INCONCLUSIVE: one of these, which could not be told apart:", *told, ends]
    if found.step is None:
        return [f"INCONCLUSIVE: {told[0]}. It could not be measured beside its parent.", ends]
    beside = f"Beside its parent: {change(found.step)}. {ends}"
    if not found.sure:
        return [f"INCONCLUSIVE: {told[0]} looked worse, and is not beside its parent.", beside]
    return [f"FOUND: {told[0]}", beside]
