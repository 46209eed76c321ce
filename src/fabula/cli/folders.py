"""`fabula new`, `fabula run` and `fabula status`: studio folders."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from fabula.cli.delivery import tell
from fabula.cli.display import choose_display
from fabula.cli.homes import with_store
from fabula.cli.making import make_work
from fabula.cli.planning import plan_of
from fabula.desks import begin_folder, open_desk
from fabula.desks.budget import budget_of
from fabula.desks.making import FolderRun
from fabula.engine.shelf import pins_of
from fabula.roles import ROLES
from fabula.store.studio_folder import Condition, StudioFolder, write_whole
from fabula.studio import Studio

ADVICE: dict[Condition, str] = {
    "made": "",
    "edited": "yours: used as it is",
    "stale": "`fabula run` makes it anew",
    "edited and stale": "yours, though its source changed; move it away for a new one",
    "missing": "`fabula run` makes it",
    "unused": "the outline has no such scene: give it one, or move the file away",
}


def begin(flags: argparse.Namespace) -> int:
    """`fabula new PRODUCTION FOLDER`: a folder with a source and a fabula.yaml."""
    begin_folder(flags.production, Path(flags.folder), flags.source, {})
    print(f"{flags.folder}: begun. Make it with: fabula run {flags.folder}")
    return 0


def run(flags: argparse.Namespace) -> int:
    """`fabula run`: make what the folder asks for."""
    return run_folder(StudioFolder(Path(flags.folder)), flags)


def run_folder(folder: StudioFolder, flags: argparse.Namespace, *, also: Path | None = None) -> int:
    """Make what a folder asks for.

    Args:
        folder: The studio folder.
        flags: How to show it, whether to let a file grow beside it, what it may cost, and models
            in place of those that the folder names.
        also: Where to write the work besides.

    Returns:
        0, or 3 if parts are missing.
    """
    display = choose_display(flags.json, flags.quiet)
    models = {role: getattr(flags, role, None) or "" for role in ROLES}
    opened = FolderRun(folder, models)
    desk = opened.desk
    watch = desk.growing() if flags.watch else None
    made = make_work(
        Studio(home=folder.hidden),
        partial(desk.job, watch=watch),
        display,
        budget=budget_of(flags, desk.project),
        watch=watch,
    )
    names = with_store(str(folder.path), partial(opened.keep, made))
    if also:
        write_whole(also, Path(names[0]).read_bytes())
        names = [str(also), *names]
    return tell(desk.tell(made), made, names, display)


def status(flags: argparse.Namespace) -> int:
    """`fabula status`: what is edited, stale or missing."""
    folder = StudioFolder(Path(flags.folder))
    found = open_desk(folder).conditions()
    pinned = _pinned(folder)
    if flags.json:
        held = {name: "pinned and stale" if stale else "pinned" for name, stale in pinned.items()}
        print(json.dumps({**{name: condition for name, (condition, _) in found.items()}, **held}))
        return 0
    for name, (condition, why) in found.items():
        print(f"{name:20} {condition:18} {ADVICE[condition]}".rstrip())
        for reason in why if condition != "missing" else ():
            print(f"{'':20} {reason}")
    for name, stale in pinned.items():
        print(f"{name}: pinned{' and stale' if stale else ''}")
        for reason in stale:
            print(f"{'':20} {reason}")
    return 0


def _pinned(folder: StudioFolder) -> dict[str, tuple[str, ...]]:
    """The pinned takes, and what has changed since each was made; told without making anything."""
    if not folder.hidden.is_dir():
        return {}
    pins = with_store(str(folder.path), pins_of)
    if not pins:
        return {}
    held = {step.slot: step.why for step in plan_of(folder).steps}
    gone = ("the latest edits leave no such place, or it is not reached yet",)
    return {str(slot): held.get(slot, gone) for slot in pins}
