"""What a call of a text model costs beside raw HTTP, and beside other clients, in one run.

`python benchmarks/models.py --peers` installs the others, each into an environment of its own in
the cache. Rounds are interleaved and their order shuffled; CPU is what to trust.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import first_sound
from environments import python_with
from scene_server import CHUNKS

HERE = Path(__file__).parent
PACKAGES = {
    "pydantic_ai": ("pydantic-ai-slim[openai]==2.68.0",),
    "openai": ("openai==3.54.0", "pydantic"),
    "langchain": ("langchain-openai==1.7.3",),
    "instructor": ("instructor==1.17.0",),
    "litellm": ("litellm==1.106.2",),
}
WAYS = ("quick", "slow", "stream")
TIMES = {"quick": 50, "slow": 250, "stream": 3}
"""Calls in a round."""

Rows = dict[str, dict[str, list[float]]]


class Client:
    """One client at work in its own process.

    Args:
        name: What `clients.py` calls it.
        python: Its interpreter.
        port: Of the server.
    """

    def __init__(self, name: str, python: str, port: str) -> None:
        self._name = name
        self._child = subprocess.Popen(
            [python, str(HERE / "clients.py"), name, port],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def measure(self, what: str) -> dict[str, float]:
        """One round."""
        if self._child.stdin is None or self._child.stdout is None:
            raise AssertionError("unreachable")
        self._child.stdin.write(f"{what} {TIMES[what]}\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer.startswith("{"):
            raise SystemExit(f"{self._name} failed: {answer}")
        return dict(json.loads(answer))

    def close(self) -> None:
        """End the process."""
        self._child.communicate()


def python_of(name: str) -> str:
    """The interpreter of an environment with this client; made in the cache if need be."""
    return python_with(PACKAGES[name], "benchmark-clients", name)


@contextmanager
def clients(names: list[str]) -> Iterator[dict[str, Client]]:
    """The clients of these names, and the server that they ask."""
    with ExitStack() as stack:
        server = subprocess.Popen(
            [sys.executable, str(HERE / "scene_server.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(server.communicate)
        if server.stdout is None:
            raise AssertionError("unreachable")
        port = server.stdout.readline().strip()
        started = {}
        for name in names:
            python = python_of(name) if name in PACKAGES else sys.executable
            started[name] = Client(name, python, port)
            stack.callback(started[name].close)
        yield started


def compare(names: list[str], rounds: int) -> dict[str, dict[str, float]]:
    """Medians for each client; the first round, in which it warms up, does not count."""
    rows: Rows = {name: {} for name in names}
    order = random.Random(0)  # noqa: S311 not for secrets
    with clients(names) as started:
        for number in range(rounds + 1):
            for way in WAYS:
                for name in order.sample(names, len(names)):
                    told = started[name].measure(way)
                    for unit, value in told.items() if number else ():
                        rows[name].setdefault(f"{way} {unit}", []).append(value)
    return {
        name: {key: statistics.median(values) for key, values in row.items()}
        for name, row in rows.items()
    }


def show(rows: dict[str, dict[str, float]]) -> None:
    """The table that docs/models.md has, and the targets."""
    head = [
        "client",
        "CPU ms a call",
        "more than httpx2",
        "calls/s, 50 at once",
        "CPU ms a call then",
        "CPU µs a streamed chunk",
        "CPU ms to the first answer",
        "MB",
    ]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    bare = rows["httpx2"]["quick cpu"]
    for name, row in sorted(rows.items(), key=lambda pair: pair[1]["quick cpu"]):
        stream = row.get("stream cpu")
        cells = [
            f"{row['quick cpu']:.2f}",
            f"{row['quick cpu'] - bare:.2f}",
            f"{1000 / row['slow wall']:.0f}",
            f"{row['slow cpu']:.2f}",
            "" if stream is None else f"{stream / len(CHUNKS) * 1000:.0f}",
            f"{row['quick begun']:.0f}",
            f"{row['slow mb']:.0f}",
        ]
        print(f"| {name} | {' | '.join(cells)} |")


def judge(rows: dict[str, dict[str, float]]) -> None:
    """The targets, and whether they are met."""
    ours = rows["fabula"]
    chunk = ours["stream cpu"] / len(CHUNKS) * 1000
    print(f"\nCPU of a streamed chunk: {chunk:.0f} µs (at most 60)")
    for way, said in (("quick cpu", "one by one"), ("slow cpu", "50 at once")):
        for name, limit in (("pydantic_ai", "at most 1.5"), ("litellm", "at most 0.5")):
            if name in rows:
                share = ours[way] / rows[name][way]
                print(f"CPU {said}, in terms of {name}'s: {share:.2f} ({limit})")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", action="store_true", help="compare with other clients")
    options = parser.parse_args()
    rows = compare(["httpx2", "fabula", *(PACKAGES if options.peers else ())], options.rounds)
    show(rows)
    judge(rows)
    first_sound.show()


if __name__ == "__main__":
    main()
