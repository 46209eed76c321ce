"""Doubt: a result that is good enough for this run, and not to be remembered for the next."""

from __future__ import annotations

from contextvars import ContextVar


class Doubt:
    """Around a call, by `with`: whether someone inside cast doubt on it.

    Inside is also what runs in tasks and threads that the call begins.
    """

    __slots__ = ("_token", "cast")

    def __init__(self) -> None:
        self.cast = False

    def __enter__(self) -> Doubt:
        self._token = _around.set((*_around.get(), self))
        return self

    def __exit__(self, *_error: object) -> None:
        _around.reset(self._token)


_around: ContextVar[tuple[Doubt, ...]] = ContextVar("fabula_doubts", default=())


def cast_doubt() -> None:
    """Let none of the calls that the caller is part of be remembered.

    For a stand-in that answers while the first choice is away: what it gave serves this run, and
    the next run asks the first choice again.
    """
    for doubt in _around.get():
        doubt.cast = True
