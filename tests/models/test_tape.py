"""A tape gives each piece once, and forgets what has become void."""

from __future__ import annotations

import pytest

from fabula.media.sound import Sound
from fabula.models.tape import Piece, Tape

pytestmark = pytest.mark.anyio

ONE, TWO = Sound(b"\x01\x00", 8000), Sound(b"\x02\x00", 8000)


async def test_pieces_are_taken_once() -> None:
    """In order; a slow listener finds all of them."""
    tape = Tape()
    add = tape.begin()
    add(ONE)
    add(TWO)
    await tape.more()

    assert tape.take() == [Piece(ONE, 1), Piece(TWO, 1)]
    assert tape.take() == []


async def test_another_attempt_makes_the_first_void() -> None:
    """What nobody has heard of the first is dropped, and it can add nothing more."""
    tape = Tape()
    first = tape.begin()
    first(ONE)
    second = tape.begin()
    first(ONE)
    second(TWO)

    assert tape.take() == [Piece(TWO, 2)]


async def test_no_samples_are_no_piece() -> None:
    """Such as while a header comes."""
    tape = Tape()
    tape.begin()(Sound(b"", 8000))

    assert tape.take() == []
