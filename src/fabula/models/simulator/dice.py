"""Chance that is a pure function of a seed and of what is decided, never of when."""

from __future__ import annotations

from hashlib import blake2b
from random import Random


def dice(seed: int, *about: object) -> Random:
    """A source of random numbers for one decision; the same numbers on every machine."""
    return Random(_number(seed, about))  # noqa: S311 chance, not secrets


def chance(seed: int, *about: object) -> float:
    """One number, uniform in [0, 1), for one decision."""
    return _number(seed, about) / 2**64


def _number(seed: int, about: tuple[object, ...]) -> int:
    told = "\x1f".join(map(str, (seed, *about)))
    return int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), "big")
