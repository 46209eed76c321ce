"""Doubt: a result that is good enough for this run, and not to be remembered for the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Doubt:
    """Whether someone cast doubt on the call that it belongs to."""

    __slots__ = ("cast",)

    def __init__(self) -> None:
        self.cast = False


_around: ContextVar[tuple[Doubt, ...]] = ContextVar("fabula_doubts", default=())


def cast_doubt() -> None:
    """Let none of the calls that the caller is part of be remembered.

    For a stand-in that answers while the first choice is away: what it gave serves this run, and
    the next run asks the first choice again.
    """
    for doubt in _around.get():
        doubt.cast = True


@contextmanager
def open_to_doubt() -> Iterator[Doubt]:
    """A call that doubt can be cast on from inside, also from tasks and threads it starts."""
    doubt = Doubt()
    token = _around.set((*_around.get(), doubt))
    try:
        yield doubt
    finally:
        _around.reset(token)
