"""`fabula takes`, `fabula take` and `fabula pin`: which of the kept results is played."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from fabula.cli.folders import run_folder
from fabula.cli.homes import with_store
from fabula.engine import Slot, Store
from fabula.engine.shelf import Shown, choose, pin, show_takes, slots_of, unpin
from fabula.errors import UserError
from fabula.productions.video.project import BOARD, edited_board, read_project
from fabula.store.studio_folder import StudioFolder

WRITES_BOARD = "write_storyboard"


def list_takes(flags: argparse.Namespace) -> int:
    """`fabula takes`: every kept take, by the place that it was made for."""
    read_project(StudioFolder(Path(flags.folder)))
    shown = with_store(flags.folder, lambda store: show_takes(store, flags.step, flags.part))
    if flags.json:
        print(json.dumps([_row(one) for one in shown], ensure_ascii=False))
        return 0
    place = None
    for one in shown:
        if one.slot != place:
            place = one.slot
            print(place)
        print(_line(one))
    return 0


def make_take(flags: argparse.Namespace) -> int:
    """`fabula take`: choose a take, and make the work with it."""
    folder = _folder(flags)

    async def ask(store: Store) -> dict[Slot, int]:
        return await choose(store, await slots_of(store, flags.step, flags.part), flags.take)

    for slot, number in with_store(flags.folder, ask).items():
        print(f"take {number}: {slot}", flush=True)
    return run_folder(folder, flags)


def pin_take(flags: argparse.Namespace) -> int:
    """`fabula pin`: let takes hold their places; `--undo` lets them go."""
    _folder(flags)

    async def ask(store: Store) -> list[str]:
        slots = await slots_of(store, flags.step, flags.part)
        if flags.undo:
            return [f"let go: {slot}" for slot in await unpin(store, slots)]
        held = await pin(store, slots, flags.take)
        return [f"pinned take {take.number}: {take.slot}" for take in held]

    for line in with_store(flags.folder, ask):
        print(line)
    return 0


def _folder(flags: argparse.Namespace) -> StudioFolder:
    """The studio folder; refused where the step's result is a file that a person edited."""
    folder = StudioFolder(Path(flags.folder))
    read_project(folder)
    if flags.take is not None and flags.take < 1:
        raise UserError(f"There is no take {flags.take}: takes are counted from 1.")
    if flags.step == WRITES_BOARD and edited_board(folder) is not None:
        path = folder.path / BOARD
        raise UserError(f"{path} is yours and is played as it is; move it away for another take.")
    return folder


def _line(one: Shown) -> str:
    take = one.take
    cost = "cost unknown" if take.usd is None else f"${take.usd:.4f}" if take.usd else "no cost"
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(take.made_at))
    name = f"take {take.number}" if take.number else "edited"
    notes = [cost, *(["pinned"] if one.pinned else []), *(["same as before"] if one.same else [])]
    mark = "*" if one.played else " "
    return f"  {mark} {name:7} {moment}  {take.seconds:7.2f} s  {take.who}, {', '.join(notes)}"


def _row(one: Shown) -> dict[str, Any]:
    take = one.take
    return {
        "step": one.slot.step,
        "part": one.slot.part,
        "nth": one.slot.nth,
        "take": take.number,
        "who": take.who,
        "usd": take.usd,
        "seconds": take.seconds,
        "made_at": take.made_at,
        "run": take.run,
        "key": take.key,
        "played": one.played,
        "pinned": one.pinned,
    }
