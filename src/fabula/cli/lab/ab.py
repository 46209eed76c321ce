"""`fabula lab ab`: two revisions measured in turn, on the same machine at the same time."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from fabula.cli.lab.writing import (
    exit_code,
    measuring,
    open_console,
    write_asked,
)
from fabula.errors import BadSetting
from fabula.lab.amounts import read_lasting
from fabula.lab.comparing.ab import FEWEST_PAIRS, Effort, compare_sides
from fabula.lab.comparing.sides import SUITE, Command, Side, scenario_side
from fabula.lab.comparing.worktrees import checked_out
from fabula.lab.environment import look_around
from fabula.lab.record import Comparison, Outcome, Record, Setup
from fabula.lab.reports.console import show
from fabula.lab.suites import expand


@measuring
def compare(flags: argparse.Namespace) -> int:
    """Compare two revisions."""
    effort, console = _effort(flags), open_console()
    started_at, started = time.time(), time.perf_counter()
    environment = look_around()

    def told(done: int, of: int) -> None:
        if console.is_terminal:
            console.print(f"pair {done} of at most {of}", end="\r", highlight=False)

    with ExitStack() as opened:
        before, after = (_side(revision, flags, opened) for revision in (flags.before, flags.after))
        comparisons = compare_sides(before, after, effort, told)
    record = Record(
        id=datetime.fromtimestamp(started_at, UTC).strftime("%Y%m%d-%H%M%S"),
        started_at=started_at,
        seconds=time.perf_counter() - started,
        setup=Setup(tuple(flags.suite or [SUITE]), seed=flags.seed, quick=flags.quick),
        environment=environment,
        outcomes=(_outcome(flags, comparisons, time.perf_counter() - started),),
        comparisons=comparisons,
        notes=tuple(_notes(flags, comparisons)),
    )
    show(record, console)
    write_asked(record, flags, console)
    return exit_code(record, strict=flags.strict)


def _effort(flags: argparse.Namespace) -> Effort:
    pairs = flags.pairs if flags.pairs is not None else (FEWEST_PAIRS if flags.quick else 30)
    if pairs < FEWEST_PAIRS:
        raise BadSetting(f"--pairs {pairs}: fewer than {FEWEST_PAIRS} cannot decide anything.")
    return Effort(pairs, read_lasting(flags.budget), flags.seed)


def _side(revision: str, flags: argparse.Namespace, opened: ExitStack) -> Side:
    """A revision in a folder of its own, ready to be measured."""
    folder = opened.enter_context(checked_out(revision, Path.cwd()))
    return opened.enter_context(side_of(folder, revision, flags))


def side_of(folder: Path, revision: str, flags: argparse.Namespace) -> AbstractContextManager[Side]:
    """A revision that runs what the flags say: a command line, or scenarios.

    Args:
        folder: Its files.
        revision: What it is called.
        flags: `--command`, or `--suite`, `--test`, `--iterations` and `--seed`.
    """
    if flags.command_line:
        return nullcontext(Command(folder, revision, flags.command_line))
    options = {
        "suites": expand(flags.suite or ["engine"], ()),
        "quick": True,
        "seed": flags.seed,
        "tests": flags.test,
        "repetitions": flags.iterations,
    }
    return scenario_side(folder, revision, options)


def _outcome(
    flags: argparse.Namespace, comparisons: tuple[Comparison, ...], seconds: float
) -> Outcome:
    title = f"{flags.before} beside {flags.after}."
    if comparisons:
        return Outcome(SUITE, "compare", title, "passed", seconds)
    reason = "the two revisions measured nothing that both have"
    return Outcome(SUITE, "compare", title, "invalid", seconds, reason)


def _notes(flags: argparse.Namespace, comparisons: tuple[Comparison, ...]) -> Iterator[str]:
    pairs = max((one.samples[0] for one in comparisons), default=0)
    yield f"before: {flags.before}; now: {flags.after}; {pairs} pairs, each in an order by chance."
    if any(one.colour == "inconclusive" for one in comparisons):
        yield "Inconclusive: more pairs (--pairs), or a quieter machine, would tell."
