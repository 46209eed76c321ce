"""The place of a text among all texts: a row of numbers, stored as four bytes each."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import mul


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector.

    Args:
        content: The numbers as 32-bit little-endian floats; `struct`, `array` and numpy read them.
    """

    content: bytes = field(repr=False)

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Vector:
        """The vector of these numbers.

        Raises:
            ValueError: A number is not finite, or too large.
        """
        row = array("f", numbers)
        if not all(map(math.isfinite, row)):
            raise ValueError("a vector has finite numbers only")
        return cls(_little(row).tobytes())

    def __len__(self) -> int:
        return len(self.content) // 4

    @property
    def numbers(self) -> array[float]:
        """The numbers again."""
        row = array("f")
        row.frombytes(self.content)
        return _little(row)

    def likeness(self, other: Vector) -> float:
        """Cosine of the angle to another vector: 1 the same way, 0 nothing in common, at least -1.

        Raises:
            ValueError: They are of different length: of different models.
        """
        if len(self) != len(other):
            raise ValueError(f"vectors of {len(self)} and {len(other)} numbers cannot be compared")
        mine, theirs = self.numbers, other.numbers
        norms = math.sqrt(sum(map(mul, mine, mine)) * sum(map(mul, theirs, theirs)))
        return sum(map(mul, mine, theirs)) / norms if norms else 0.0


def _little(row: array[float]) -> array[float]:
    """The numbers with their lowest byte first, or so again as this machine has them."""
    if sys.byteorder == "big":
        row.byteswap()
    return row
