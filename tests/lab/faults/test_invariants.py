"""Invariants hold for what the engine does, and each planted breach is found."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fabula.engine import Event, RunRecord, digest_of_bytes, emit, fan_out, open_run, step
from fabula.errors import RunCancelled
from fabula.lab.faults.invariants import (
    Check,
    check_bill,
    check_cancel,
    check_folder,
    check_run,
    integrity,
)
from fabula.store.folder import open_store
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


@step
async def speak(number: int) -> bytes:
    """Something that costs a cent, and is large enough to be a blob; the third fails."""
    emit("model.used", who="m", usd=0.01)
    if number == 3:
        raise ValueError("hoarse")
    await asyncio.sleep(0.01)
    return bytes([number]) * 9000


async def played(**more: Any) -> tuple[RunRecord | None, list[Event]]:
    """A run of five parts, one of which fails."""
    store = memory_store()
    async with open_run(store, "play", **more) as run:
        await fan_out(speak, range(5), limit=2, on_error="keep")
    return await store.log.find(run.id), await store.log.read(run.id)


def broken(checks: Sequence[Check]) -> list[str]:
    """Names of those that did not hold."""
    return [check.name for check in checks if not check.holds]


async def test_engine_keeps_them_all() -> None:
    """A run with a hole is whole."""
    checks = check_run(*await played())

    assert not broken(checks)
    assert integrity(checks) == 1.0


async def test_run_that_never_ended_is_found() -> None:
    """Its log stops, and nobody says why; or there is none."""
    record, events = await played()
    assert record

    assert broken(check_run(replace(record, state="running"), events)) == ["ends"]
    assert broken(check_run(record, events[:-1])) == ["ends"]
    assert "ends" in broken(check_run(None, []))
    assert not broken(check_run(replace(record, state="killed"), events[:-1]))


async def test_lost_event_is_found() -> None:
    """A number is missing."""
    record, events = await played()
    del events[4]

    assert "numbered" in broken(check_run(record, events))


async def test_progress_that_goes_wrong_is_found() -> None:
    """A part that is told as made twice; one that is never told."""
    record, events = await played()
    at = next(i for i, event in enumerate(events) if event.kind == "part.finished")
    twice = [*events[: at + 1], *(events[at],) * 5, *events[at + 1 :]]
    never = events[:at] + events[at + 1 :]

    assert "progress" in broken(check_run(record, twice))
    assert "parts" in broken(check_run(record, never))


async def test_step_that_is_made_twice_is_found() -> None:
    """In one execution, what is remembered is not made again."""
    record, events = await played()
    made = next(event for event in events if event.kind == "step.finished")

    assert "steps" in broken(check_run(record, [*events, made]))


async def test_bill_agrees_with_the_ledger() -> None:
    """Five calls of a cent each; another one is found, unless it was cut off."""
    _, events = await played()

    assert check_bill(events, 0.05).holds
    assert check_bill(events, 0.06).why == "the events tell $0.050000, the ledger $0.060000"
    assert check_bill(events, 0.06, cut_off=True).holds
    assert not check_bill(events, 0.04, cut_off=True).holds


async def test_cancelled_run_pays_no_more() -> None:
    """The engine begins nothing after a cancel; whoever does is found."""
    store, loop = memory_store(), asyncio.get_running_loop()
    with suppress(RunCancelled):
        async with open_run(store, "play", run_id="r") as run:
            loop.call_later(0.02, run.cancel)
            await fan_out(speak, (0, 1, 2) * 20, limit=1)
            await asyncio.sleep(1)
    events = await store.log.read("r")
    at = events[-1].at

    assert check_cancel(events, at).holds
    assert not check_cancel(events, at, [at - 1, at + 1]).holds
    assert "steps begun" in check_cancel(events, events[0].at - 1).why


async def test_folder_of_the_engine_is_sound(tmp_path: Path) -> None:
    """Each asset is what was stored, and none is left over."""
    async with open_store(tmp_path) as store, open_run(store, "play"):
        await fan_out(speak, range(3))

    assert not broken(await asyncio.to_thread(check_folder, tmp_path))


async def test_planted_breaches_of_a_folder_are_found(tmp_path: Path) -> None:
    """A flipped byte; a blob that nobody needs; a file that was left half-written."""
    async with open_store(tmp_path) as store, open_run(store, "play"):
        await fan_out(speak, range(3))
        await store.blobs.put(digest_of_bytes(b"left over"), b"left over")

    def damage() -> tuple[Check, ...]:
        blob = next(path for path in tmp_path.rglob("blobs/*/*") if path.stat().st_size == 9000)
        blob.write_bytes(b"!" + blob.read_bytes()[1:])
        return check_folder(tmp_path)

    checks = await asyncio.to_thread(damage)

    assert broken(checks) == ["assets", "orphans"]
    assert "9 bytes" in checks[1].why


async def test_half_written_file_is_found(tmp_path: Path) -> None:
    """What a process left beside its place when it died."""
    async with open_store(tmp_path) as store, open_run(store, "play"):
        await fan_out(speak, range(3))

    def leave() -> tuple[Check, ...]:
        blob = next(tmp_path.rglob("blobs/*/*"))
        (blob.parent / ".half").write_bytes(b"x")
        return check_folder(tmp_path)

    assert broken(await asyncio.to_thread(leave)) == ["orphans"]
