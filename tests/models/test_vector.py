"""A vector is four bytes a number, the same on every machine, and can be compared."""

from __future__ import annotations

import struct

import pytest

from fabula.engine.values import Codec
from fabula.models import Vector


def test_numbers_come_back() -> None:
    """As far as 32 bits hold them."""
    vector = Vector.of([1, -0.5, 1 / 3])

    assert vector.content == struct.pack("<3f", 1, -0.5, 1 / 3)
    assert list(vector.numbers) == pytest.approx([1, -0.5, 1 / 3])
    assert len(vector) == 3


def test_likeness_is_a_cosine() -> None:
    """It does not matter how long vectors are."""
    one = Vector.of([1, 0])

    assert one.likeness(Vector.of([5, 0])) == pytest.approx(1)
    assert one.likeness(Vector.of([0, 2])) == 0
    assert one.likeness(Vector.of([-1, 0])) == pytest.approx(-1)
    assert one.likeness(Vector.of([0, 0])) == 0


def test_other_models_cannot_be_compared() -> None:
    """Their vectors have other lengths."""
    with pytest.raises(ValueError, match="2 and 3 numbers"):
        Vector.of([1, 0]).likeness(Vector.of([1, 0, 0]))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e39])
def test_numbers_are_finite(number: float) -> None:
    """One that is not would spoil every comparison."""
    with pytest.raises((ValueError, OverflowError)):
        Vector.of([number])


def test_vector_can_be_remembered() -> None:
    """Packed, and unpacked again."""
    vector, codec = Vector.of(range(2000)), Codec[Vector](Vector)
    body, blobs = codec.pack(vector)

    assert codec.unpack(body, blobs) == vector
    assert len(body) < 200
    assert repr(vector) == "Vector()"
