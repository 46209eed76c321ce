"""An answer while it is written: what has come of it so far, as text and as a value of its type."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from fabula.models.schemas import shape_of, spoken
from fabula.models.text.filling import MISSING, filler_of

Answer = TypeVar("Answer")

# The end of a number may still be missing, and half a number is a wrong one.
_LAST_NUMBER = re.compile(r"-?\d[\d.eE+-]*\Z")


Pen = Callable[[str], None]
"""Takes the next piece of a text."""


class Draft:
    """Where a model's words go while it writes; whoever reads them waits for more.

    A reader that is slower than the writer skips states, and misses nothing.
    """

    def __init__(self) -> None:
        self.text, self.turn = "", 0
        self._more = asyncio.Event()

    def begin(self) -> Pen:
        """A text begins: the first, or one after tools were called, or another attempt.

        Returns:
            What writes it. Whoever still writes at another one is not read any more: a call that
            was late, say, and was made once more beside it.
        """
        self.text = ""
        self.turn += 1
        turn = self.turn

        def add(piece: str) -> None:
            if self.turn == turn:
                self.text += piece
                self._more.set()

        return add

    def wake(self) -> None:
        """Let the reader look, though there is nothing more to read."""
        self._more.set()

    async def more(self) -> None:
        """Return when something was added since the last time."""
        await self._more.wait()
        self._more.clear()


@dataclass(frozen=True)
class Partial(Generic[Answer]):
    """As much of an answer as there is.

    Args:
        kind: Type of the whole answer.
        text: What the model has written, in words or in JSON; empty for one that is not heard.
        turn: Counts the texts from 1: when a model begins anew, for it has called a tool, or its
            answer broke off or did not fit, then the text before is void. 0: it was remembered.
        whole: Whether this is all of it, and checked.
    """

    kind: Any = field(repr=False)
    text: str
    turn: int
    whole: bool = False
    answer: Answer | None = None

    @property
    def value(self) -> Answer:
        """The answer as far as it goes, read anew at each look.

        Texts and lists grow; what has not come yet is None, or empty where it is a text or a list.
        A number, or a choice among names, is there when it is there in full.
        """
        if self.whole:
            return cast("Answer", self.answer)
        if self.kind is str:
            return cast("Answer", spoken(self.text).lstrip())
        tree = _tree_in(spoken(self.text))
        if shape_of(self.kind).wrapped:
            tree = tree.get("answer", MISSING) if isinstance(tree, dict) else MISSING
        return cast("Answer", filler_of(self.kind)(tree))


def _tree_in(text: str) -> Any:
    """The JSON in a text that has not come to its end; `MISSING` before it has begun."""
    from pydantic_core import from_json

    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=-1)
    if start < 0:
        return MISSING
    try:
        return from_json(_LAST_NUMBER.sub("", text[start:]), allow_partial="trailing-strings")
    except ValueError:
        return MISSING
