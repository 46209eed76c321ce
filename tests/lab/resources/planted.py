"""Jobs that leak, that fill a cache, or do neither; run one and print the verdict as JSON.

```console
$ python tests/lab/resources/planted.py leak-20 7
```
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Callable
from dataclasses import asdict

from fabula.lab.resources.leaks import watch_memory

kept: list[object] = []
caches: dict[int, object] = {}


class Note:
    """An object that the garbage collector knows."""

    def __init__(self, text: str) -> None:
        self.text, self.more = text, {"length": len(text)}


def work(chance: random.Random) -> str:
    """What every job does: it makes a tree, writes it, reads it, and lets go of it."""
    tree = {str(n): [chance.random() for _ in range(20)] for n in range(chance.randint(20, 60))}
    return json.dumps(json.loads(json.dumps(tree)))


def leak(kilobytes: int) -> Callable[[int, str], None]:
    """Objects that are kept for ever: a list of texts in an object."""

    def keep(number: int, text: str) -> None:
        kept.append([Note(f"{number} {n} {text[:900]}") for n in range(kilobytes)])

    return keep


def leak_buffers(number: int, _text: str) -> None:
    """One large text more each time, and no object beside it that the collector knows."""
    kept.append(bytes([number % 256]) * 100_000)


def cache_buffers(number: int, _text: str) -> None:
    """300 KB for each of sixty keys, and then no more."""
    caches[number % 60] = bytes([number % 256]) * 300_000


def cache_objects(number: int, text: str) -> None:
    """An object for each of fifty keys, and then no more."""
    caches[number % 50] = [Note(f"{number} {n} {text[:900]}") for n in range(20)]


def nothing(_number: int, _text: str) -> None:
    """Let go of all."""


ARMS: dict[str, Callable[[int, str], None]] = {
    "clean": nothing,
    "cache-buffers": cache_buffers,
    "cache-objects": cache_objects,
    "leak-20": leak(20),
    "leak-200": leak(200),
    "leak-buffers": leak_buffers,
}


def main(arm: str, seed: int) -> None:
    """Judge one of the arms."""
    chance, effect = random.Random(seed), ARMS[arm]  # noqa: S311
    verdict = asyncio.run(watch_memory(lambda number: effect(number, work(chance))))
    sys.stdout.write(json.dumps(asdict(verdict)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
