"""What calls cost: the tokens that a provider tells, and the price of its model."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fabula.engine import emit
from fabula.engine.budget import Cost, count, reserve_more

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Use:
    """What a call used, or may use at most.

    Args:
        tokens_in: Tokens of the question.
        tokens_out: Tokens of the answer.
        letters: Letters that are read aloud.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million of each; None if nobody knows."""

    usd_per_million_in: float | None = None
    usd_per_million_out: float | None = None
    usd_per_million_letters: float | None = None

    def cost(self, use: Use) -> Cost:
        """What a use costs, as far as the price is known; a letter read aloud counts as a token."""
        usd: float | None = 0.0
        for amount, price in (
            (use.tokens_in, self.usd_per_million_in),
            (use.tokens_out, self.usd_per_million_out),
            (use.letters, self.usd_per_million_letters),
        ):
            if amount:
                usd = None if usd is None or price is None else usd + amount * price / MILLION
        return Cost(use.tokens_in + use.tokens_out + use.letters, usd)


Most = Callable[[object], Coroutine[Any, Any, Use]]


def most_of(provider: object) -> Most | None:
    """How a provider tells what a call may use at most: its `most(asked)`; None: it is free.

    `asked` is the task or the text.
    """
    # Not a runtime protocol: Python writes on that class when it is asked, which changes the
    # fingerprint of the steps that can reach it.
    most: Most | None = getattr(provider, "most", None)
    return most


_UNKNOWN = Price()
_price: ContextVar[Price] = ContextVar("fabula_price", default=_UNKNOWN)


@contextmanager
def priced(price: Price) -> Iterator[None]:
    """Around a call: what it uses has this price."""
    token = _price.set(price)
    try:
        yield
    finally:
        _price.reset(token)


def used(who: str, use: Use, usd: float | None) -> None:
    """Tell what a call used, in an event and to the budget.

    Args:
        who: Who was asked.
        use: As the provider tells it.
        usd: As the provider tells it; if it does not, the price of the model says it.
    """
    cost = _price.get().cost(use)
    cost = Cost(cost.tokens, cost.usd if usd is None else usd)
    said = {"tokens_in": use.tokens_in, "tokens_out": use.tokens_out, "usd": cost.usd}
    emit("model.used", who=who, **said)
    count(cost)


async def ask_once_more(use: Use) -> None:
    """Reserve what another question within a call may use.

    Raises:
        BudgetSpent: The run cannot pay for it.
    """
    await reserve_more(_price.get().cost(use))


def known_price(identity: str) -> Price:
    """The public price of a model, from genai-prices if that is installed.

    Loading it takes some tenths of a second: call it in a thread.

    Args:
        identity: "provider:model".
    """
    provider, _, model = identity.partition(":")
    return Price(*(_million(provider, model, side) for side in ("input", "output")))


@lru_cache
def _million(provider: str, model: str, side: str) -> float | None:
    """What a million tokens cost; None if the model is not known."""
    try:
        from genai_prices import Usage, calc_price
    except ImportError:
        return None
    use = Usage(**{f"{side}_tokens": MILLION})
    try:
        return float(calc_price(use, model_ref=model, provider_id=provider).total_price)
    except LookupError:
        return None
