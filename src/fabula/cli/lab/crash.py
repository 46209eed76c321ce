"""`fabula lab crash`: a command is killed at one event after another; is anything lost?"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from rich.console import Console

from fabula.cli.lab.proxy import size
from fabula.cli.lab.writing import GOOD, NOTHING, RED, open_console, print_plain
from fabula.errors import BadSetting, UserError
from fabula.lab.amounts import read_lasting
from fabula.lab.faults.command_crashes import CommandSweep, Point, Whole, spread
from fabula.lab.faults.crashes import Crash, Sweep, sweep
from fabula.lab.sandbox import Sandbox, command_line

USUAL = (
    (("fabula", "video", "lighthouse.md", "-o", "film.mp4", "--minutes", "0.4",
      "--resolution", "240"), "fabula.productions.video", "example.md"),
    (("fabula", "episode", "outline.yaml", "-o", "script"),
     "fabula.productions.episode", "example/outline.yaml"),
)  # fmt: skip
"""What is killed where no command is named: the line, and the example that it begins with."""

ROW = "{:>9}  {:>9}  {:10} {:>6} {:>9}  {}"
HEAD = ROW.format("killed at", "of events", "works", "redone", "in flight", "").rstrip()
NEVER = 10**9


def sweep_points(flags: argparse.Namespace) -> int:
    """Sweep a command, a function, or the two productions."""
    console, line = open_console(), command_line(flags.line)
    for name, least in (("points", 1), ("every", 1)):
        said = getattr(flags, name)
        if said is not None and said < least:
            raise BadSetting(f"--{name} {said}: needs a number from {least} on.")
    if flags.work and line:
        raise BadSetting("--work and a command: choose one of them.")
    if flags.work:
        return _sweep_work(flags, console)
    if flags.json:
        console = Console(stderr=True, highlight=False)
    with _subjects(line, flags.folder) as subjects:
        found = [_sweep_command(subject, flags, console) for subject in subjects]
    if flags.json:
        print(json.dumps([_plain(*one) for one in found]))
    return worst([points for _, _, points in found])


@contextmanager
def _subjects(line: tuple[str, ...], folder: str | None) -> Iterator[list[Sandbox]]:
    """What is swept: the command that is named, or the two productions with their examples."""
    if line:
        yield [Sandbox(line, Path(folder) if folder else None)]
        return
    if folder:
        raise BadSetting(f"--in {folder}: needs a command, after --.")
    with tempfile.TemporaryDirectory(prefix="fabula-crash-") as name:
        subjects = []
        for words, package, file in USUAL:
            start = Path(name) / words[1]
            start.mkdir()
            (start / words[2]).write_bytes((resources.files(package) / file).read_bytes())
            subjects.append(Sandbox(words, start))
        yield subjects


def _sweep_command(
    subject: Sandbox, flags: argparse.Namespace, console: Console
) -> tuple[Sandbox, Whole, list[Point]]:
    line, command = " ".join(subject.line), CommandSweep(subject, read_lasting(flags.budget))
    print_plain(console, f"{line}: twice undisturbed, to know what it leaves ...")
    whole = command.whole()
    for text in _about(whole):
        print_plain(console, text)
    print_plain(console, HEAD)
    points = []
    for event in spread(whole.events, flags.points, flags.every or 0):
        points.append(command.kill_at(event, whole))
        print_plain(console, row(points[-1], whole))
    print_plain(console, verdict(points))
    return subject, whole, points


def _about(whole: Whole) -> Iterator[str]:
    judged = [place for place in whole.works if place not in whole.varying]
    yield (
        f"{whole.events} events, {whole.steps} steps, {len(judged)} files, {whole.seconds:.1f} s"
    )
    if whole.varying:
        # Else nobody would know that they are not compared.
        yield f"Not judged, for they differ undisturbed: {', '.join(sorted(whole.varying))}"


def row(point: Point, whole: Whole) -> str:
    """One point as a line."""
    if point.killed is None:
        return ROW.format("-", f"{whole.events}", "", "", "", "it had ended before")
    works = f"{len(point.differing)} differ" if point.differing else "the same"
    faults = [
        point.status and f"ended with status {point.status}: {point.said}",
        point.differing and f"differ: {_some(point.differing)}",
        point.redone and f"made again: {_some(point.redone)}",
        point.torn and f"torn: {_some(point.torn)}",
        point.left and f"left over: {_some(point.left)}",
    ]
    told = "; ".join(str(fault) for fault in faults if fault) or "sound"
    told += f"; {size(point.spare)} in memory to prune" if point.spare else ""
    return ROW.format(
        point.killed, whole.events, works, len(point.redone), point.in_flight, told
    ).rstrip()


def _some(names: tuple[str, ...], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(dict.fromkeys(names[:most])) + more


def verdict(points: list[Point]) -> str:
    """All points in a line."""
    tried = [point for point in points if point.killed is not None]
    sound = sum(point.sound for point in tried)
    if not tried:
        return "INVALID: it had always ended before it could be killed"
    if sound == len(tried):
        return f"PASS: nothing was lost at any of {len(tried)} points"
    return f"FAIL: something was lost at {len(tried) - sound} of {len(tried)} points"


def worst(swept: list[list[Point]]) -> int:
    """The exit code: 1 if anything was lost, 5 if nothing could be judged."""
    tried = [[point for point in points if point.killed is not None] for points in swept]
    if any(not point.sound for points in tried for point in points):
        return RED
    return GOOD if all(tried) else NOTHING


def _plain(subject: Sandbox, whole: Whole, points: list[Point]) -> dict[str, Any]:
    return {
        "command": list(subject.line),
        "events": whole.events,
        "steps": whole.steps,
        "seconds": whole.seconds,
        "works": dict(whole.works),
        "not_judged": sorted(whole.varying),
        "points": [{**asdict(point), "sound": point.sound} for point in points],
        "verdict": verdict(points),
    }


def _sweep_work(flags: argparse.Namespace, console: Console) -> int:
    """A function, killed from inside at its events and at its writes."""

    def swept(first: int, stride: int) -> Sweep:
        return asyncio.run(sweep(flags.work, first=first, stride=stride, path=Path.cwd()))

    try:
        whole = swept(NEVER, 1)
        done = swept(1, flags.every or max(1, -(-whole.moments // flags.points)))
    except RuntimeError as error:
        raise UserError(str(error)) from None
    if flags.json:
        print(json.dumps({**asdict(done), "sound": done.sound}))
    else:
        print_plain(console, f"{flags.work}: {done.moments} moments, {done.steps} steps")
        print_plain(console, HEAD.replace("of events", "of"))
        for crash in done.crashes:
            print_plain(console, _crash_row(crash, done))
        lost = sum(not one.sound for one in done.crashes)
        print_plain(console, f"{'FAIL' if lost else 'PASS'}: {lost} of {len(done.crashes)} lost")
    return GOOD if done.sound == 1.0 else RED


def _crash_row(crash: Crash, done: Sweep) -> str:
    works = "the same" if crash.same else "differ"
    told = "sound" if crash.sound else f"status {crash.again}" if crash.again else "lost"
    return ROW.format(
        crash.moment, done.moments, works, crash.redone, crash.in_flight, told
    ).rstrip()
