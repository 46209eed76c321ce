"""`fabula takes`, `fabula take` and `fabula pin`: which of the kept results is played."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fabula.cli.folders import run_folder
from fabula.cli.homes import with_store
from fabula.engine import Slot, Store, Take
from fabula.engine.edits import keep_edit, value_of, words_of
from fabula.engine.shelf import Shown, choose, find_takes, pin, show_takes, slots_of, unpin
from fabula.errors import UserError
from fabula.productions.video.project import BOARD, edited_board, read_project
from fabula.productions.video.steps import write_storyboard
from fabula.store.studio_folder import StudioFolder, write_whole
from fabula.store.written import write_readable


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
    folder, which = _folder(flags), _which(flags.take)

    async def ask(store: Store) -> list[str]:
        slots = await slots_of(store, flags.step, flags.part)
        if isinstance(which, str):
            return _held(await pin(store, slots, which))
        chosen = await choose(store, slots, which)
        return [f"take {number}: {slot}" for slot, number in chosen.items()]

    if _is_board(flags.step) and which is not None:
        lines = bring_back_board(folder, which)
    else:
        lines = with_store(flags.folder, ask)
    print("\n".join(lines), flush=True)
    return run_folder(folder, flags)


def pin_take(flags: argparse.Namespace) -> int:
    """`fabula pin`: let takes hold their places; `--undo` lets them go."""
    folder, which = _folder(flags), _which(flags.take)
    if _is_board(flags.step) and not flags.undo:
        _refuse_edited(folder)

    async def ask(store: Store) -> list[str]:
        slots = await slots_of(store, flags.step, flags.part)
        if flags.undo:
            return [f"let go: {slot}" for slot in await unpin(store, slots)]
        return _held(await pin(store, slots, which))

    for line in with_store(flags.folder, ask):
        print(line)
    return 0


def _held(pinned: Sequence[tuple[Slot, Take]]) -> list[str]:
    return [f"pinned take {take.number or take.id}: {slot}" for slot, take in pinned]


def _folder(flags: argparse.Namespace) -> StudioFolder:
    """The studio folder; refused where a new take would stand for a file that a person edited."""
    folder = StudioFolder(Path(flags.folder))
    read_project(folder)
    if _is_board(flags.step) and flags.take is None and not getattr(flags, "undo", False):
        _refuse_edited(folder)
    return folder


def _refuse_edited(folder: StudioFolder) -> None:
    if edited_board(folder) is not None:
        path = folder.path / BOARD
        raise UserError(f"{path} is yours and is played as it is; move it away for another take.")


def _is_board(step: str) -> bool:
    """Whether the results of a step stand in the folder as a file of theirs."""
    return step in (write_storyboard.name, write_storyboard.place)


def _which(text: str | None) -> int | str | None:
    """The number of a take, or its id.

    Raises:
        UserError: It can be neither.
    """
    if text is None:
        return None
    if re.fullmatch(r"-?\d{1,4}", text):
        if int(text) < 1:
            raise UserError(f"There is no take {text}: takes are counted from 1.")
        return int(text)
    if not re.fullmatch(r"[0-9a-f]{5,40}", text):
        raise UserError(f"--take is {text!r}; it is a number, or an id as `fabula takes` lists.")
    return text


def bring_back_board(folder: StudioFolder, which: int | str) -> list[str]:
    """Bring back an earlier storyboard; what the file says now is kept as a take first.

    A take of the writer holds its place from now on, and the next run writes the file from it; one
    of a person's is written back in their own words.
    """
    slot, path = write_storyboard.at(), folder.path / BOARD
    board = edited_board(folder)
    now = "" if board is None else path.read_text("utf-8-sig")

    async def ask(store: Store) -> tuple[list[str], bytes | None]:
        lines: list[str] = []
        if board is not None:
            kept = await keep_edit(store, write_storyboard, slot, board, now)
            lines.append(f"kept: {path}, as take {kept[:7]}")
        if isinstance(which, int):
            await choose(store, [slot], which)
            return [*lines, f"take {which}: {slot}"], None
        ((_, take),) = await find_takes(store, [slot], which)
        if take.number:
            return [*lines, *_held(await pin(store, [slot], which))], None
        value = await value_of(store, write_storyboard, take)
        typed = await words_of(store, take.key)
        words = write_readable(value) if typed is None else typed.encode()
        return [*lines, f"back: {path}, as it was {_moment(take)}"], words

    lines, words = with_store(str(folder.path), ask)
    if words is not None:
        write_whole(path, words)
    elif board is not None:
        folder.hand_over(BOARD)
    return lines


def _line(one: Shown) -> str:
    take = one.take
    cost = "cost unknown" if take.usd is None else f"${take.usd:.4f}" if take.usd else "no cost"
    name = f"take {take.number}" if take.number else "edited"
    notes = [cost, *(["pinned"] if one.pinned else []), *(["same as before"] if one.same else [])]
    mark = "*" if one.played else " "
    told = f"{name:7} {take.id}  {_moment(take)}  {take.seconds:7.2f} s  {take.who}"
    return f"  {mark} {told}, {', '.join(notes)}"


def _moment(take: Take) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(take.made_at))


def _row(one: Shown) -> dict[str, Any]:
    take = one.take
    return {
        "step": one.slot.step,
        "part": one.slot.part,
        "nth": one.slot.nth,
        "take": take.number,
        "id": take.id,
        "who": take.who,
        "usd": take.usd,
        "seconds": take.seconds,
        "made_at": take.made_at,
        "run": take.run,
        "key": take.key,
        "played": one.played,
        "pinned": one.pinned,
    }
