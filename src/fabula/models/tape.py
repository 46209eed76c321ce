"""Sound while a model reads: what has come of it so far, piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from fabula.media.sound import Sound

Head = Callable[[Sound], None]
"""Takes the next piece of a sound."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the sound of a text.

    Args:
        sound: What follows the pieces before it, at the same rate.
        turn: Counts from 1 how often the text was begun: when a model begins anew, for its answer
            broke off, or another one does, all sound before is void.
    """

    sound: Sound
    turn: int


class Tape:
    """Where the sound of a model goes while it reads; whoever listens waits for more.

    A listener that is slower than the model misses nothing, but what has become void.
    """

    def __init__(self) -> None:
        self.turn = 0
        self._pieces: list[Piece] = []
        self._more = asyncio.Event()

    def begin(self) -> Head:
        """A sound begins: the first, or one of another attempt.

        Returns:
            What records it. Whoever still records with another one is not heard any more.
        """
        self._pieces.clear()
        self.turn += 1
        turn = self.turn

        def add(sound: Sound) -> None:
            if self.turn == turn and sound.samples:
                self._pieces.append(Piece(sound, turn))
                self._more.set()

        return add

    def take(self) -> list[Piece]:
        """The pieces that nobody has taken yet."""
        pieces, self._pieces = self._pieces, []
        return pieces

    def wake(self) -> None:
        """Let the listener look, though there is nothing more to hear."""
        self._more.set()

    async def more(self) -> None:
        """Return when something was added since the last time."""
        await self._more.wait()
        self._more.clear()
