"""What the engine itself costs, and what others cost for the same work.

    python benchmarks/engine.py                  Fabula, the same as a memory alone, and asyncio
    python benchmarks/engine.py --peers          and joblib, LangGraph, DBOS, in an environment
                                                 of their own that is made when first asked for
    python benchmarks/engine.py --scenes 300     902 steps in place of 29

Each engine works in a process of its own; their rounds are interleaved, so that a busy machine
is busy for all. Medians; CPU is process time, which other processes do not blur.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from environments import python_with
from episode import SCENES

from fabula.engine import Run, fan_out, open_run, step
from fabula.errors import RunCancelled
from fabula.store.folder import open_store

HERE = Path(__file__).parent
PACKAGES = {
    "joblib": ("joblib==1.6.0",),
    "langgraph": ("langgraph==1.2.22", "langgraph-checkpoint-sqlite"),
    "dbos": ("dbos==3.4.0",),
}
OURS = ("fabula", "results")
"""Fabula, and Fabula as a memory of results alone, which is what joblib is."""
WAYS_COMPARED = ("cold", "cached")


class Engine:
    """One engine at work in its own process.

    Args:
        name: What `peers.py` calls it.
        python: Its interpreter.
        folder: Where it keeps what it remembers.
    """

    def __init__(self, name: str, python: str, folder: Path) -> None:
        folder.mkdir()
        self._name = name
        self._errors = (folder / "errors.txt").open("w+")
        self._child = subprocess.Popen(
            [python, str(HERE / "peers.py"), name, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def measure(self, salt: str, scenes: int, what: str) -> Any:
        """One round."""
        if self._child.stdin is None or self._child.stdout is None:
            raise AssertionError("unreachable")
        with suppress(BrokenPipeError):
            self._child.stdin.write(f"{salt} {scenes} {what}\n")
            self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer:
            self._errors.seek(0)
            raise SystemExit(f"{self._name}: {self._errors.read()[-2000:]}")
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        self._child.communicate()
        self._errors.close()


@contextmanager
def engines(names: list[str], peers: str) -> Iterator[dict[str, Engine]]:
    """The engines of these names, each with an empty folder."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        started = {}
        for name in names:
            python = peers if name in PACKAGES else sys.executable
            started[name] = Engine(name, python, Path(folder) / name)
            stack.callback(started[name].close)
        yield started


def peers_python() -> str:
    """The interpreter of an environment with the other engines; made in the cache if need be."""
    wanted = [package for packages in PACKAGES.values() for package in packages]
    return python_with(wanted, "benchmark-peers")


WAYS = ("cold", "cached", "edited")
Rows = dict[str, dict[str, list[float]]]


def compare(names: list[str], peers: str, rounds: int, scenes: int) -> dict[str, dict[str, float]]:
    """Medians for each engine; the first round, in which modules are imported, does not count."""
    rows: Rows = {name: {} for name in names}
    with engines(names, peers) as started:
        for number in range(rounds + 1):
            one_round(started, rows if number else {n: {} for n in names}, f"r{number}", scenes)
        for number in range(min(rounds, 5) if scenes == SCENES else 0):
            for what in ("unlimited", "3"):
                for name, one in started.items():
                    share = one.measure(f"w{what}{number}", SCENES, what)
                    rows[name].setdefault(what, []).append(share)
    return {
        name: {key: statistics.median(values) for key, values in row.items()}
        for name, row in rows.items()
    }


def one_round(started: dict[str, Engine], rows: Rows, salt: str, scenes: int) -> None:
    """Each engine once: its times, and whether all gave the same answer."""
    found = {name: one.measure(salt, scenes, "overhead") for name, one in started.items()}
    for way in WAYS:
        answers = {row["answer " + way] for row in found.values()}
        if len(answers) != 1:
            raise SystemExit(f"{way}: the engines gave different answers: {answers}")
        for name, row in found.items():
            for unit, value in row[way].items():
                rows[name].setdefault(f"{way} {unit}", []).append(value)


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


@step
async def wait(number: int) -> int:
    """Longer than anyone stays."""
    await asyncio.sleep(60)
    return number


@step
async def add(number: int) -> int:
    """Next to nothing."""
    return number + 1


async def cancel_cost(folder: Path, rounds: int = 20) -> list[float]:
    """Milliseconds from a cancel to the end of a run with 29 steps in flight; the least first."""
    times = []

    async def cancelled(run: Run) -> float:
        await asyncio.sleep(0.05)
        run.cancel()
        return time.perf_counter()

    async with open_store(folder) as store:
        for _ in range(rounds):
            with suppress(RunCancelled):
                async with open_run(store, "cancel") as run:
                    soon = asyncio.create_task(cancelled(run))
                    await fan_out(wait, range(29))
            times.append((time.perf_counter() - await soon) * 1000)
    return sorted(times)


def resident_mb() -> float:
    """Memory of this process that is in use, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def memory_growth(folder: Path, runs: int) -> tuple[float, float]:
    """MB in use after the first tenth of so many runs, and after all of them."""
    early = 0.0
    async with open_store(folder) as store:
        for number in range(runs):
            async with open_run(store, "small"):
                await fan_out(add, range(number % 7, number % 7 + 3), limit=2)
            if number == runs // 10:
                early = resident_mb()
    return early, resident_mb()


def show(rows: dict[str, dict[str, float]], scenes: int) -> None:
    """The table that docs/engine.md has."""
    print(f"{2 + 3 * scenes} steps; milliseconds a step, CPU (wall)\n")
    print("| engine | cold | cached | an edit redoes | efficiency | 3 scenes at a time |")
    print("|---|---|---|---|---|---|")
    for name, row in rows.items():
        cells = [f"{row[f'{way} cpu']:.3f} ({row[f'{way} wall']:.2f})" for way in WAYS_COMPARED]
        cells.append(f"{row['edited made']:.0f} of {2 + 3 * scenes}")
        cells += [f"{row[key]:.1%}" if key in row else "" for key in ("unlimited", "3")]
        print(f"| {name} | {' | '.join(cells)} |")
    peers = [name for name in rows if name in PACKAGES]
    for ours in OURS if peers else ():
        print(f"\nOverhead over bare asyncio, CPU, in terms of that of {ours}:")
        for name in peers:
            ratios = (f"{_beside(rows, ours, name, way):.1f} times {way}" for way in WAYS_COMPARED)
            print(f"  {name}: {', '.join(ratios)}")


def _beside(rows: dict[str, dict[str, float]], ours: str, name: str, way: str) -> float:
    key = f"{way} cpu"
    bare = rows["asyncio"][key]
    return (rows[name][key] - bare) / (rows[ours][key] - bare)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--scenes", type=int, default=SCENES, help="300 gives 902 steps")
    parser.add_argument("--peers", action="store_true", help="compare with other engines")
    parser.add_argument("--runs", type=int, default=1000, help="runs in which memory may grow")
    options = parser.parse_args()
    names = ["asyncio", *OURS, *(PACKAGES if options.peers else ())]
    peers = peers_python() if options.peers else ""
    show(compare(names, peers, options.rounds, options.scenes), options.scenes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = import_cost("import fabula.engine", folder / "compiled")
        loop = import_cost("import asyncio", folder / "compiled")
        times = asyncio.run(cancel_cost(folder / "cancel"))
        early, late = asyncio.run(memory_growth(folder / "memory", options.runs))
    print(
        f"\nimport fabula.engine: {engine:.0f} ms CPU over bare Python (asyncio alone {loop:.0f})"
    )
    print(f"cancel of 29 steps in flight: {statistics.median(times):.1f} ms, worst {times[-1]:.1f}")
    print(f"{options.runs} runs: {early:.1f} MB in use after a tenth, {late:.1f} MB after all")


if __name__ == "__main__":
    main()
