"""Who a take is owed to: the models that were asked while a step was made, and what they cost."""

from __future__ import annotations

from contextvars import ContextVar

_open: ContextVar[Credits | None] = ContextVar("fabula_credits", default=None)


class Credits:
    """Around the making of a step, by `with`: who answered inside, and what that cost.

    What is noted here is noted for the steps around this one too.

    Args:
        number: Of the take that is made.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.usd: float | None = 0.0
        self._around = _open.get()
        self._models: dict[str, None] = {}

    def __enter__(self) -> Credits:
        self._token = _open.set(self)
        return self

    def __exit__(self, *_error: object) -> None:
        _open.reset(self._token)

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


def open_credits() -> Credits | None:
    """The credits of the step that the caller is part of, if any."""
    return _open.get()


def take_number() -> int:
    """Number of the take that is being made, for whoever must do otherwise the second time.

    1 outside of steps. A model that is asked anew answers anew; rules must be told.
    """
    around = _open.get()
    return 1 if around is None else around.number
