"""`fabula plan` and `--plan`: what would be made, before anything is."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fabula.cli.making import Prepare
from fabula.desks import open_desk
from fabula.desks.planning import plan_row
from fabula.engine.plan import Plan, Planned, Range
from fabula.errors import BadInput, BadSetting
from fabula.store.studio_folder import StudioFolder
from fabula.studio import Studio

WIDTH = 44
SAID = {"hit": "remembered", "held": "held", "run": "will run", "unknown": "unknown"}


def plan_folder(flags: argparse.Namespace) -> int:
    """`fabula plan`: what `fabula run` would make in a studio folder."""
    folder = StudioFolder(Path(flags.folder))
    _show(plan_of(folder, _edits(flags.edit)), flags)
    return 0


def plan_job(prepare: Prepare[Any], flags: argparse.Namespace) -> int:
    """`--plan`: what the same command would make without it."""
    _show(_planned(Studio(), prepare), flags)
    return 0


def plan_of(folder: StudioFolder, edits: Mapping[str, bytes] | None = None) -> Plan:
    """The plan of a studio folder, as it is or as if some of its files were others.

    Args:
        folder: The studio folder.
        edits: Contents by name, in place of the folder's own.

    Raises:
        UnknownName: An edit is of a file that no run reads.
        BadInput: A file, or an edit, has a mistake.
    """
    return _planned(Studio(home=folder.hidden), open_desk(folder, edits).job)


def _planned(studio: Studio, prepare: Prepare[Any]) -> Plan:
    async def work() -> Plan:
        async with studio:
            return await studio.plan(await prepare(studio))

    return asyncio.run(work())


def _edits(words: list[str]) -> dict[str, bytes]:
    """The contents that `--edit NAME=FILE` asks for."""
    edits = {}
    for word in words:
        name, _, place = word.partition("=")
        if not place:
            raise BadSetting(f"--edit {word!r}: write NAME=FILE, as in storyboard.yaml=draft.yaml.")
        if not Path(place).is_file():
            raise BadInput(place, "no such file")
        edits[name] = Path(place).read_bytes()
    return edits


def _show(plan: Plan, flags: argparse.Namespace) -> None:
    if flags.json:
        print(json.dumps(plan_row(plan), ensure_ascii=False))
        return
    everything = getattr(flags, "all", False)
    groups: dict[object, list[Planned]] = {}
    for step in plan.steps:
        if step.what != "hit" or everything:
            groups.setdefault((step.what, step.slot.step, step.why), []).append(step)
    for alike in groups.values():
        _print(alike)
    print(_summary(plan))


def _print(alike: list[Planned]) -> None:
    """One line for steps that differ in their place only, and their reasons below."""
    first, times = alike[0], sum(step.times for step in alike)
    name = str(first.slot) if len(alike) == 1 else f"{first.slot.name}, {len(alike)} places"
    if first.times > 1:
        name += f" ({times} as last time)"
    if len(name) > WIDTH:
        name = name[: WIDTH - 1] + "…"
    costs = "" if first.what in ("hit", "held") else f"{_time(first.seconds)}, {_money(first.usd)}"
    each = " each" if costs and times > 1 else ""
    print(f"{SAID[first.what]:10}  {name:{WIDTH}}  {costs}{each}".rstrip())
    for reason in first.why:
        print(f"{'':12}  {'stale: ' if first.what == 'held' else ''}{reason}")


def _summary(plan: Plan) -> str:
    counted = [
        f"{plan.count('hit') + plan.count('held')} remembered",
        f"{plan.count('run')} will run",
        *([f"{count} unknown until then"] if (count := plan.count("unknown")) else []),
    ]
    if plan.follows:
        counted.append("what follows is not known: there was no such run before")
    line = f"{', '.join(counted)}."
    return f"{line} In all: {_time(plan.seconds)}, {_money(plan.usd)}." if plan.work else line


def _time(seconds: Range | None) -> str:
    if seconds is None:
        return "time unknown"
    if 0 < seconds.most < 0.1:
        return "under 0.1 s"
    least, most = (f"{value:.1f}" for value in seconds)
    return f"{least} s" if least == most else f"{least} to {most} s"


def _money(usd: Range | None) -> str:
    if usd is None:
        return "cost unknown"
    if not usd.most:
        return "no cost"
    least, most = (f"${value:.3f}" for value in usd)
    return least if least == most else f"{least} to {most}"
