"""What the engine itself costs: CPU per step, cold and remembered, and its import.

The work is the 29-step episode: an outline, nine scenes of three steps each, and a last check.
Rounds of plain asyncio, cold and remembered runs are interleaved; medians of process time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from fabula.engine import digest_of, fan_out, open_run, step
from fabula.store.folder import open_store

SCENES = 9
STEPS = 2 + 3 * SCENES


def text_of(seed: str, length: int) -> str:
    """Text of a length that only the seed decides."""
    return (digest_of(seed) * (length // 40 + 1))[:length]


async def outline(salt: str, scenes: int) -> list[str]:
    """One line a scene."""
    return [text_of(f"{salt}/{scene}", 200) for scene in range(scenes)]


async def dialogue(scene: str) -> str:
    """3 KB of talk."""
    return text_of("dialogue" + scene, 3000)


async def directions(lines: str) -> str:
    """0.8 KB of directions."""
    return text_of("directions" + lines, 800)


async def jokes(lines: str) -> str:
    """1.5 KB of jokes."""
    return text_of("jokes" + lines, 1500)


async def validate(scenes: list[list[str]]) -> str:
    """One digest of it all."""
    return digest_of(scenes)


Function = Callable[..., Coroutine[Any, Any, Any]]


async def episode(salt: str, scenes: int, steps: dict[str, Function]) -> str:
    """The recipe, over plain functions or over steps."""

    async def scene(line: str) -> list[str]:
        lines = await steps["dialogue"](line)
        return [lines, *await asyncio.gather(steps["directions"](lines), steps["jokes"](lines))]

    lines = await steps["outline"](salt, scenes)
    parts = await fan_out(scene, lines, on_error="raise")
    return str(await steps["validate"](parts.made))


PLAIN: dict[str, Function] = {
    function.__name__: function for function in (outline, dialogue, directions, jokes, validate)
}
STEPPED: dict[str, Function] = {name: step(function) for name, function in PLAIN.items()}


async def measure(folder: Path, rounds: int, scenes: int) -> dict[str, float]:
    """Median CPU milliseconds a step for each way of running the work."""
    spent: dict[str, list[float]] = {"asyncio": [], "cold": [], "cached": []}
    async with open_store(folder) as store:
        for number in range(-1, rounds):
            salt, answers = f"round {number}", set()
            for way, times in spent.items():
                started = time.process_time()
                if way == "asyncio":
                    answers.add(await episode(salt, scenes, PLAIN))
                else:
                    async with open_run(store, "episode"):
                        answers.add(await episode(salt, scenes, STEPPED))
                if number >= 0:
                    times.append(time.process_time() - started)
            if len(answers) != 1:
                raise SystemExit("The ways of running the work gave different answers.")
    count = 2 + 3 * scenes
    return {way: statistics.median(times) / count * 1000 for way, times in spent.items()}


def import_cost(statement: str, cache: Path) -> float:
    """CPU milliseconds of a statement in a new process, the least of five.

    Args:
        statement: What is timed.
        cache: Where compiled modules are kept, so that only the first process compiles.
    """
    script = f"import time; s = time.process_time()\n{statement}\nprint(time.process_time() - s)"
    command = [sys.executable, "-c", script]
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    times = [
        float(subprocess.run(command, capture_output=True, check=True, env=surroundings).stdout)
        for _ in range(6)
    ]
    return min(times[1:]) * 1000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--scenes", type=int, default=SCENES, help="300 gives 902 steps")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        spent = asyncio.run(measure(Path(folder), options.rounds, options.scenes))
        cache = Path(folder) / "compiled"
        engine = import_cost("import fabula.engine", cache)
        loop = import_cost("import asyncio", cache)
    print(f"{2 + 3 * options.scenes} steps           CPU ms/step   x asyncio   target")
    targets = {"asyncio": "", "cold": "<= 0.30", "cached": "<= 0.15"}
    for way, cost in spent.items():
        print(f"  {way:<16} {cost:11.3f} {cost / spent['asyncio']:11.1f}   {targets[way]}")
    print(f"import fabula.engine: {engine:.0f} ms CPU over bare Python (asyncio alone {loop:.0f});")
    print("target <= 60 ms")


if __name__ == "__main__":
    main()
