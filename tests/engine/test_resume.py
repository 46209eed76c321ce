"""A run that was killed goes on where it was, by running again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from fabula.engine import trace_of
from fabula.store.folder import open_store

pytestmark = pytest.mark.anyio

EPISODE = '''
"""29 steps; each writes its name and number into a file when it starts."""
import asyncio, os, sys
from pathlib import Path

from fabula.engine import digest_of, fan_out, open_run, step
from fabula.store.folder import open_store

FOLDER = Path(sys.argv[1])


def mark(name: str) -> None:
    file = os.open(FOLDER / "started.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{name}\\n".encode())
    os.close(file)


def text_of(seed: str, length: int) -> str:
    return (digest_of(seed) * (length // 40 + 1))[:length]


@step
async def outline(edited: str) -> list[str]:
    mark("outline")
    return [text_of(edited if scene == 4 else str(scene), 200) for scene in range(9)]


@step
async def dialogue(line: str) -> str:
    mark(f"dialogue {line[:8]}")
    await asyncio.sleep(0.01)
    return text_of("dialogue" + line, 3000)


@step
def directions(lines: str) -> bytes:
    mark(f"directions {lines[:8]}")
    return text_of("directions" + lines, 8000).encode()


@step
async def jokes(lines: str) -> str:
    mark(f"jokes {lines[:8]}")
    await asyncio.sleep(0.01)
    return text_of("jokes" + lines, 1500)


@step
async def validate(scenes: list[tuple[str, bytes, str]]) -> str:
    mark("validate")
    return digest_of(scenes)


async def scene(line: str) -> tuple[str, bytes, str]:
    lines = await dialogue(line)
    return (lines, *await asyncio.gather(directions(lines), jokes(lines)))


async def main() -> None:
    async with open_store(FOLDER / ".fabula") as store, open_run(store, "episode", run_id="e"):
        lines = await outline("fourth")
        parts = await fan_out(scene, lines, limit=3, on_error="raise", name="scene")
        print(await validate(parts.made))


asyncio.run(main())
'''


def run_episode(
    folder: Path, kill_after: int | None = None, text: str = EPISODE
) -> tuple[str, list[str]]:
    """Run the episode in a process of its own.

    Args:
        folder: Where it keeps its store and writes which steps it started.
        kill_after: Kill it (-9) as soon as so many steps have started.
        text: The script.

    Returns:
        What it printed, and the steps that it started.
    """
    started = folder / "started.txt"
    started.write_text("")
    (folder / "episode.py").write_text(text)
    command = [sys.executable, str(folder / "episode.py"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        while kill_after and child.poll() is None:
            if started.read_text().count("\n") >= kill_after:
                os.kill(child.pid, signal.SIGKILL)
                break
        answer, _ = child.communicate()
    return answer.strip(), started.read_text().splitlines()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a run gives that nobody disturbs."""
    answer, started = run_episode(tmp_path_factory.mktemp("whole"))

    assert len(started) == 29
    return answer


@pytest.mark.parametrize("kill_after", [1, 9, 16, 24])
async def test_killed_run_goes_on(tmp_path: Path, expected: str, kill_after: int) -> None:
    """After kill -9 the same command gives the same result and redoes what was in flight only."""
    _, first = await asyncio.to_thread(run_episode, tmp_path, kill_after)
    answer, second = await asyncio.to_thread(run_episode, tmp_path)
    async with open_store(tmp_path / ".fabula") as store:
        record = await store.log.find("e")
        events = await store.log.read("e")
    again = Counter(first) & Counter(second)

    assert answer == expected
    assert kill_after <= len(first) < 29
    assert len(set(first) | set(second)) == 29
    # Three scenes at a time, each with at most two steps at once.
    assert again.total() <= 6
    assert max(Counter(second).values()) == 1
    assert record is not None
    assert (record.state, [event.seq for event in events]) == (
        "finished",
        list(range(1, len(events) + 1)),
    )


async def test_second_run_makes_nothing(tmp_path: Path, expected: str) -> None:
    """In a new process every step is a hit: keys do not depend on the process."""
    await asyncio.to_thread(run_episode, tmp_path)
    answer, started = await asyncio.to_thread(run_episode, tmp_path)
    async with open_store(tmp_path / ".fabula") as store:
        events = await store.log.read("e")
    halves = [number for number, event in enumerate(events) if event.kind == "run.started"]
    trace = trace_of(events[halves[1] :])

    assert (answer, started) == (expected, [])
    assert (trace.calls, trace.hits, trace.hit_ratio) == (29, 29, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "redone"),
    [
        ('"jokes" + lines', '"better jokes" + lines', {"jokes": 9, "validate": 1}),
        (
            'outline("fourth")',
            'outline("edited")',
            {"outline": 1, "dialogue": 1, "directions": 1, "jokes": 1, "validate": 1},
        ),
        ("29 steps", "Twenty-nine steps", {}),
    ],
    ids=["code", "scene", "comment"],
)
async def test_edits_redo_what_depends_on_them(
    tmp_path: Path, expected: str, old: str, new: str, redone: dict[str, int]
) -> None:
    """Code and inputs that changed are made anew with all that uses them, and nothing else is."""
    assert old in EPISODE
    await asyncio.to_thread(run_episode, tmp_path)
    edited = EPISODE.replace(old, new)
    answer, started = await asyncio.to_thread(run_episode, tmp_path, text=edited)

    assert Counter(line.split()[0] for line in started) == redone
    assert (answer == expected) == (not redone)
