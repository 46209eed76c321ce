"""`fabula takes`, `fabula take` and `fabula pin`: which of the kept results is played."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fabula.cli.folders import run_folder
from fabula.cli.homes import with_store
from fabula.desks import FolderText, open_desk
from fabula.engine import Slot, Store, Take
from fabula.engine.edits import keep_edit, value_of, words_of
from fabula.engine.shelf import Shown, choose, find_takes, pin, show_takes, slots_of, unpin
from fabula.errors import Pinned, UserError
from fabula.store.studio_folder import StudioFolder, write_whole
from fabula.store.written import write_readable


def list_takes(flags: argparse.Namespace) -> int:
    """`fabula takes`: every kept take, by the place that it was made for."""
    open_desk(StudioFolder(Path(flags.folder)))
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
    folder, which = StudioFolder(Path(flags.folder)), _which(flags.take)
    texts = {text.slot: text for text in open_desk(folder).texts}

    async def ask(store: Store) -> tuple[list[str], list[Restored]]:
        slots = await slots_of(store, flags.step, flags.part)
        written = [texts[slot] for slot in slots if slot in texts]
        if which is None:
            _refuse_edited(folder, written)
            written = []
        lines, restored = [], []
        for text in written:
            told, back = await bring_back(store, folder, text, which or "")
            lines += told
            restored.append(back)
        others = [slot for slot in slots if which is None or slot not in texts]
        if isinstance(which, str):
            lines += _held(await pin(store, others, which)) if others else []
        elif others:
            chosen = await choose(store, others, which)
            lines += [f"take {number}: {slot}" for slot, number in chosen.items()]
        return lines, restored

    try:
        lines, restored = with_store(flags.folder, ask)
    except Pinned as held:
        raise Pinned(held.place, _release(flags)) from None
    for text, words in restored:
        if words is not None:
            write_whole(folder.path / text.name, words)
        elif text.value is not None:
            folder.hand_over(text.name)
    print("\n".join(lines), flush=True)
    return run_folder(folder, flags)


def pin_take(flags: argparse.Namespace) -> int:
    """`fabula pin`: let takes hold their places; `--undo` lets them go."""
    folder, which = StudioFolder(Path(flags.folder)), _which(flags.take)
    texts = {text.slot: text for text in open_desk(folder).texts}

    async def ask(store: Store) -> list[str]:
        slots = await slots_of(store, flags.step, flags.part)
        if flags.undo:
            return [f"let go: {slot}" for slot in await unpin(store, slots)]
        _refuse_edited(folder, [texts[slot] for slot in slots if slot in texts])
        return _held(await pin(store, slots, which))

    for line in with_store(flags.folder, ask):
        print(line)
    return 0


def _release(flags: argparse.Namespace) -> str:
    """What a person types to let go of the pins that stand in their way."""
    part = ["--part", flags.part] if flags.part else []
    return shlex.join(["fabula", "pin", flags.folder, flags.step, *part, "--undo"])


Restored = tuple[FolderText, bytes | None]
"""A text, and what it says from now on; None: it is for Fabula to write again."""


def _held(pinned: Sequence[tuple[Slot, Take]]) -> list[str]:
    return [f"pinned take {take.number or take.id}: {slot}" for slot, take in pinned]


def _refuse_edited(folder: StudioFolder, texts: Sequence[FolderText]) -> None:
    """Refuse another take where a file stands that a person edited: it is played as it is."""
    for text in texts:
        if text.value is not None:
            path = folder.path / text.name
            raise UserError(
                f"{path} is yours and is played as it is; move it away for another take."
            )


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


async def bring_back(
    store: Store, folder: StudioFolder, text: FolderText, which: int | str
) -> tuple[list[str], Restored]:
    """Bring back an earlier take of a text; what its file says now is kept as a take first.

    A take of the writer holds its place from now on, and the next run writes the file from it; one
    of a person's is written back in their own words.
    """
    slot, path = text.slot, folder.path / text.name
    lines: list[str] = []
    if text.value is not None:
        now = await asyncio.to_thread(path.read_text, "utf-8-sig")
        kept = await keep_edit(store, text.step, slot, text.value, now)
        lines.append(f"kept: {path}, as take {kept[:7]}")
    if isinstance(which, int):
        await choose(store, [slot], which)
        return [*lines, f"take {which}: {slot}"], (text, None)
    ((_, take),) = await find_takes(store, [slot], which)
    if take.number:
        return [*lines, *_held(await pin(store, [slot], which))], (text, None)
    value = await value_of(store, text.step, take)
    typed = await words_of(store, take.key)
    words = write_readable(value) if typed is None else typed.encode()
    return [*lines, f"back: {path}, as it was {_moment(take)}"], (text, words)


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
