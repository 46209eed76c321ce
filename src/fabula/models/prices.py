"""What calls cost: the tokens that a provider tells, and the price of its model."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any

from fabula.engine import emit
from fabula.engine.budget import reserve_more
from fabula.engine.costs import Cost, count

MILLION = 1_000_000
OWN = "prices.toml"
"""Where the prices that a user says stand; a price from there goes before a public one."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a call used, or may use at most.

    Args:
        tokens_in: Tokens of the question.
        tokens_out: Tokens of the answer, those of its reasoning included.
        letters: Letters that are read aloud.
        tokens_cached: Those of `tokens_in` that the provider still had from an earlier question.
        tokens_reasoning: Those of `tokens_out` that nobody reads.
        pictures: Pictures that are made.
        megapixels: Of all these pictures together.
        seconds_heard: Seconds of sound that are listened to.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    letters: int = 0
    tokens_cached: int = 0
    tokens_reasoning: int = 0
    pictures: int = 0
    megapixels: float = 0.0
    seconds_heard: float = 0.0


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for what a model is paid by; None if nobody knows.

    Args:
        usd_per_million_in: For tokens of questions.
        usd_per_million_out: For tokens of answers.
        usd_per_million_letters: For letters read aloud.
        usd_per_million_cached: For tokens of questions that the provider still had; if None, they
            cost as much as others.
        usd_per_picture: For each picture, whatever its size; with the next, the two are added.
        usd_per_megapixel: For a picture of a million pixels, others in proportion.
        usd_per_minute_heard: For sound listened to.
        dearer: Prices of long questions: each with the tokens from which on it is the price.
        source: Who says so.
    """

    usd_per_million_in: float | None = None
    usd_per_million_out: float | None = None
    usd_per_million_letters: float | None = None
    usd_per_million_cached: float | None = None
    usd_per_picture: float | None = None
    usd_per_megapixel: float | None = None
    usd_per_minute_heard: float | None = None
    dearer: tuple[tuple[int, Price], ...] = ()
    source: str = OWN

    def cost(self, use: Use) -> Cost:
        """What a use costs, as far as the price is known; a letter read aloud counts as a token.

        Letters, pictures and sound are paid by their own price; where they have none, by the tokens
        that they took, if the use tells them.
        """
        for tokens_in, price in reversed(self.dearer):
            if use.tokens_in > tokens_in:
                return price.cost(use)
        tokens, media = self._tokens(use), self._media(use)
        counted = use.tokens_in + use.tokens_out
        if use.letters or use.pictures or use.seconds_heard:
            tokens = media if media is not None or not counted else tokens
        return Cost(counted + use.letters, tokens)

    @property
    def free(self) -> bool:
        """Whether questions and answers cost nothing: it runs on a machine of one's own."""
        return self.usd_per_million_in == self.usd_per_million_out == 0.0

    def _tokens(self, use: Use) -> float | None:
        cached = self.usd_per_million_cached
        return _sum(
            (use.tokens_in - use.tokens_cached, self.usd_per_million_in, MILLION),
            (use.tokens_cached, self.usd_per_million_in if cached is None else cached, MILLION),
            (use.tokens_out, self.usd_per_million_out, MILLION),
        )

    def _media(self, use: Use) -> float | None:
        picture, size = self.usd_per_picture, self.usd_per_megapixel
        # One of the two prices is enough.
        each = 0.0 if picture is None and size is not None else picture
        return _sum(
            (use.letters, self.usd_per_million_letters, MILLION),
            (use.pictures, each, 1),
            (use.megapixels, 0.0 if size is None else size, 1),
            (use.seconds_heard, self.usd_per_minute_heard, 60),
        )


FREE = Price(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, source="your own machine")
SIMULATED = Price(1.0, 4.0, 15.0, None, 0.04, None, 0.006, source="simulated")
"""Of the simulator in this process, so that budgets can be rehearsed."""
"""What models cost that run where we can see them."""


def _sum(*charges: tuple[float, float | None, int]) -> float | None:
    """The sum of amounts at their prices, each for so many; unknown if one price is."""
    total = 0.0
    for amount, price, so_many in charges:
        if amount and price is None:
            return None
        total += amount * (price or 0.0) / so_many
    return total


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
        use: As the provider tells it. If it tells nothing, neither does this: the role that asked
            says that the cost is unknown, and the budget counts all that was reserved.
        usd: As the provider tells it; if it does not, the price of the model says it.
    """
    price = _price.get()
    if use == Use() and usd is None and not price.free:
        return
    cost, source = price.cost(use), price.source
    if usd is not None:
        cost, source = Cost(cost.tokens, usd), "the provider"
    said = {name: amount for name, amount in asdict(use).items() if amount}
    priced_by = {} if cost.usd is None else {"priced_by": source}
    emit("model.used", who=who, **said, usd=cost.usd, **priced_by)
    count(cost)


async def ask_once_more(use: Use) -> None:
    """Reserve what another question within a call may use.

    Raises:
        BudgetSpent: The run cannot pay for it.
    """
    await reserve_more(_price.get().cost(use))
