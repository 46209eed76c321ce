"""`fabula lab leak`: does a work leak, does it fill a cache, or is it clean?"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console

from fabula.cli import main
from fabula.cli.exits import INTERRUPTED
from fabula.cli.lab.writing import GOOD, RED, open_console, print_plain
from fabula.cli.making import as_guest
from fabula.errors import BadSetting
from fabula.lab.playbill import jobs_of
from fabula.lab.resources.calls import Call, call_of, watch_calls
from fabula.lab.resources.culprit import Culprit, find_culprits, tool_of
from fabula.lab.resources.leaks import LeakVerdict
from fabula.lab.sandbox import command_line

FEWEST = 8
SHOW_EVERY = 10
TOO_LITTLE = 0.1
"""Of what the first of them keeps; who keeps less is told only by --json."""
TRACED = 10
"""Jobs in which the culprit is looked for."""


def watch(flags: argparse.Namespace) -> int:
    """Watch, judge, and name who leaks."""
    if flags.jobs < FEWEST or flags.warm_up < 0:
        raise BadSetting(f"--jobs {flags.jobs}: fewer than {FEWEST} cannot tell a leak from noise.")
    longer, line = longer_of(flags.longer), command_line(flags.line)
    call = call_of(line, _in_here) if line else jobs_of(flags.production)
    console = Console(stderr=True, highlight=False) if flags.json else open_console()
    what = " ".join(line) or f"{flags.production}s by stand-ins"
    print_plain(console, f"{what}: {flags.warm_up} to warm up, then {flags.jobs} jobs ...")
    verdict = watch_calls(
        _counted(call, console), jobs=flags.jobs, warm_up=flags.warm_up, longer=longer
    )
    for row in rows(verdict, [flags.jobs * times for times in (1, *longer)]):
        print_plain(console, row)
    culprits: Sequence[Culprit] = ()
    if verdict.kind == "LEAK":
        print_plain(console, f"Who keeps it, by {tool_of()} over {TRACED} more jobs ...")
        culprits = find_culprits(call, TRACED)
        for one in culprits:
            if one.bytes_a_job < TOO_LITTLE * culprits[0].bytes_a_job:
                break
            kept = f"{one.bytes_a_job / 1000:+.1f} KB a job, {one.allocations} pieces"
            print_plain(console, f"  {one.place}: {kept}")
    print_plain(console, str(verdict))
    if flags.json:
        told = {"what": what, **asdict(verdict), "culprits": [asdict(one) for one in culprits]}
        print(json.dumps({**told, "tool": tool_of() if culprits else ""}))
    return RED if verdict.kind == "LEAK" else GOOD


def _in_here(words: Sequence[str]) -> int:
    """Run a command of Fabula's in this process, which is not its own to end."""
    with as_guest():
        code = main(words)
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code


def longer_of(text: str) -> tuple[int, ...]:
    """How many times as long, of "3,9".

    Raises:
        BadSetting: It is no list of numbers that grow from 2 on.
    """
    try:
        times = tuple(int(word) for word in text.split(",")) if text else ()
    except ValueError:
        times = (0,)
    if list(times) != sorted(set(times)) or any(one < 2 for one in times):
        raise BadSetting(f"--longer {text}: needs numbers that grow, such as 3,9.")
    return times


def _counted(call: Call, console: Console) -> Call:
    """The same, and tells how far it is."""

    def counted(number: int) -> None:
        call(number)
        if console.is_terminal:
            console.print(f"job {number + 1}", end="\r", highlight=False)
        elif (number + 1) % SHOW_EVERY == 0:
            print_plain(console, f"job {number + 1}")

    return counted


def rows(verdict: LeakVerdict, lengths: Sequence[int]) -> list[str]:
    """The three signals: what a job added to each, after the first run and each longer one."""
    done = lengths[: len(verdict.rises["memory"])]
    head = "".join(f"{f'after {length}':>14}" for length in done)
    table = [f"{'a job adds':12}{head}"]
    for name, unit, scale in (("objects", "", 1.0), ("blocks", "", 1.0), ("memory", " KB", 1e-3)):
        cells = "".join(f"{f'{rise * scale:+.1f}{unit}':>14}" for rise in verdict.rises[name])
        table.append(f"{name:12}{cells}")
    table.append(f"{'memory':12}{verdict.growth:>+14.1%} in the first {lengths[0]} jobs, in all")
    return table
