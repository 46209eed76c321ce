"""Who a take is owed to: the models that were asked while a step was made, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open: ContextVar[Credits | None] = ContextVar("fabula_credits", default=None)


class Credits:
    """Collected while one step is made; what is noted here is noted for the steps around it too.

    Args:
        number: Of the take that is made.
        around: Of the step that this one is called by.
    """

    def __init__(self, number: int, around: Credits | None) -> None:
        self.number = number
        self.usd: float | None = 0.0
        self._around = around
        self._models: dict[str, None] = {}

    @property
    def who(self) -> str:
        """The models by identity, or "rule" where none was asked."""
        return ", ".join(self._models) or "rule"

    def asked(self, model: str) -> None:
        """Note a model that answered."""
        self._models[model] = None
        if self._around is not None:
            self._around.asked(model)

    def paid(self, usd: float | None) -> None:
        """Note what a call cost; an unknown price makes the whole unknown, never zero."""
        self.usd = None if self.usd is None or usd is None else self.usd + usd
        if self._around is not None:
            self._around.paid(usd)


@contextmanager
def credits_for(number: int) -> Iterator[Credits]:
    """Collect credits while the body makes a take."""
    credits_ = Credits(number, _open.get())
    token = _open.set(credits_)
    try:
        yield credits_
    finally:
        _open.reset(token)


def open_credits() -> Credits | None:
    """The credits of the step that the caller is part of, if any."""
    return _open.get()
