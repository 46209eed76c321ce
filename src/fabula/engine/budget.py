"""Budgets: what a run may spend, reserved before each call and settled after it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Literal

from fabula.engine.costs import FREE, Cost, metered
from fabula.engine.spans import waiting
from fabula.errors import BudgetSpent

AtLimit = Literal["stop", "degrade", "ask"]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend; None for no limit.

    Args:
        usd: US dollars.
        tokens: Tokens, in and out together.
        seconds: Time, from the start of the run.
        soft: Share of a limit at which a warning is given, once.
        at_limit: "stop" ends the run, to be gone on with later; "degrade" lets the next model of
            the chain answer; "ask" asks whoever started the run for more.
    """

    usd: float | None = None
    tokens: int | None = None
    seconds: float | None = None
    soft: float = 0.8
    at_limit: AtLimit = "stop"


@dataclass(frozen=True, slots=True)
class Lack:
    """What the next call does not fit into.

    Args:
        limit: The limit of the budget: "usd", "tokens" or "seconds"; empty if none would be enough.
        offer: By how much it could be raised, in its unit: as much as it was at first, or what the
            call wants if that is more.
        said: What is spent, as a sentence.
    """

    limit: Literal["usd", "tokens", "seconds", ""]
    offer: float
    said: str


More = Callable[[Lack], Coroutine[Any, Any, float]]
"""Asks a person; gives by how much to raise the limit, in its unit, and 0 to stop."""


_purse: ContextVar[Purse | None] = ContextVar("fabula_purse", default=None)
_hold: ContextVar[_Hold | None] = ContextVar("fabula_hold", default=None)


@contextmanager
def paying(purse: Purse | None) -> Iterator[None]:
    """Around a run: its calls are paid from this purse."""
    token = _purse.set(purse)
    try:
        yield
    finally:
        _purse.reset(token)


def current_purse() -> Purse | None:
    """What calls are paid from, if the run has a budget."""
    return _purse.get()


def may_degrade() -> bool:
    """Whether, once the budget is spent, somebody cheaper shall answer in place of the first."""
    purse = _purse.get()
    return purse is not None and purse.budget.at_limit == "degrade"


class _Hold:
    """What is reserved for one call."""

    def __init__(self, cost: Cost) -> None:
        self.cost = cost


@asynccontextmanager
async def reserved(cost: Cost, *, wait: bool = True) -> AsyncGenerator[None]:
    """Around one call: reserves what it may cost, and settles for what it did cost.

    A call that does not tell its cost is settled for all that was reserved; so is one that was
    cancelled, which the provider may have done by then. One that failed without a word is free.

    Args:
        cost: The most that the call may cost.
        wait: Wait for others to settle if it does not fit; else it does not fit.

    Raises:
        BudgetSpent: The run cannot pay for it.
    """
    if cost == FREE:
        # It may be a step, whose calls each pay for themselves.
        yield
        return
    purse = _purse.get()
    if purse is not None:
        await purse.reserve(cost, wait=wait)
    hold, failed = _Hold(cost), False
    token = _hold.set(hold)
    with metered() as meter:
        try:
            yield
        except BaseException as exc:
            failed = not isinstance(exc, asyncio.CancelledError)
            raise
        finally:
            _hold.reset(token)
            if not meter.told and not failed:
                # It has cost something, and nobody says how much.
                meter.add(Cost(hold.cost.tokens, None))
            if purse is not None:
                purse.settle(hold.cost, meter.worth)


async def reserve_more(cost: Cost) -> None:
    """Within `reserved`: reserve what the call may cost besides, to ask once more.

    Raises:
        BudgetSpent: The run cannot pay for it.
    """
    purse, hold = _purse.get(), _hold.get()
    if purse is not None and hold is not None:
        await purse.reserve(cost)
        hold.cost += cost


def calling() -> AbstractContextManager[None]:
    """Around a model call until its answer is stored; see `Purse.calling`."""
    purse = _purse.get()
    return nullcontext() if purse is None else purse.calling()


class Purse:
    """The money, tokens and time of one run.

    No call starts unless all that it may cost fits into the budget beside all that was spent and
    all that is reserved: so whatever runs at the same time, no limit is passed, as long as no call
    costs more than it said. Who does not fit in waits for those under way to settle.

    Args:
        budget: The limits.
        more: Asks for more, with "ask".
        warn: Told when a soft limit is passed, in one line each.
        clock: Steady seconds.
    """

    def __init__(
        self,
        budget: Budget,
        *,
        more: More | None = None,
        warn: Callable[[str], None] = lambda _line: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.budget, self._more, self.warn, self._clock = budget, more, warn, clock
        self._first = budget
        self.spent = Cost()
        self._held = Cost()
        self._calls = self._waiting = 0
        self._changed = asyncio.Event()
        self._asking = asyncio.Lock()
        self._started = clock()
        self._warned: set[str] = set()

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Around a call until its answer is stored: those who wait for money wait for that too.

        A run that stops because its money is spent cancels what is under way; what was paid for
        must be kept before.
        """
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1
            self._wake()

    async def reserve(self, cost: Cost, *, wait: bool = True) -> None:
        """Set aside what a call may cost at most; `settle` must follow.

        Args:
            cost: The most that it may cost.
            wait: Whether others that settle may make room for it.

        Raises:
            BudgetSpent: It does not fit, and nothing under way can make room any more.
        """
        while (lack := self._lacking(cost)) is not None:
            if wait and self._calls > self._waiting + 1:
                with waiting("budget"):
                    await self._wait()
            elif wait and lack.limit and self.budget.at_limit == "ask" and self._more is not None:
                with waiting("budget"):
                    await self._ask(cost, self._more)
            else:
                raise BudgetSpent(lack.said)
        self._held += self._counted(cost)

    def settle(self, cost: Cost, actual: Cost) -> None:
        """Put what was not needed back.

        Args:
            cost: What was reserved.
            actual: What it cost in the end; where the price is unknown, what was reserved counts.
        """
        held = self._counted(cost)
        self._held = Cost(self._held.tokens - held.tokens, (self._held.usd or 0) - (held.usd or 0))
        self.spent += actual if actual.usd is not None else Cost(actual.tokens, held.usd)
        self._warn_softly()
        self._wake()

    def _counted(self, cost: Cost) -> Cost:
        """A cost as far as it counts: an unknown price counts by its tokens alone."""
        return cost if cost.usd is not None else replace(cost, usd=0.0)

    def _lacking(self, cost: Cost) -> Lack | None:
        """What a cost does not fit into; None if it fits."""
        budget, first, spent, held = self.budget, self._first, self.spent, self._held
        seconds = self._clock() - self._started
        if budget.seconds is not None and seconds >= budget.seconds:
            offer = max(first.seconds or 0, seconds - budget.seconds)
            return Lack("seconds", offer, f"The {budget.seconds:g} s of the run are over.")
        tokens = spent.tokens + held.tokens + cost.tokens
        if budget.tokens is not None and tokens > budget.tokens:
            offer = max(first.tokens or 0, tokens - budget.tokens)
            said = (
                f"The budget of {budget.tokens:,} tokens is {_end(spent.tokens)}: "
                f"{spent.tokens:,} are used, and the next call may need {cost.tokens:,}."
            )
            return Lack("tokens", offer, said)
        if budget.usd is None or cost == FREE:
            return None
        if cost.usd is None:
            return Lack("", 0, "The price of the next call is unknown.")
        usd = (spent.usd or 0) + (held.usd or 0) + cost.usd
        if usd > budget.usd:
            said = (
                f"The budget of ${budget.usd:g} is {_end(spent.usd)}: "
                f"${spent.usd or 0:.4f} are used, and the next call may cost ${cost.usd:.4f}."
            )
            return Lack("usd", max(first.usd or 0, usd - budget.usd), said)
        return None

    async def _wait(self) -> None:
        self._waiting += 1
        try:
            await self._changed.wait()
        finally:
            self._waiting -= 1

    async def _ask(self, cost: Cost, more: More) -> None:
        async with self._asking:
            # Somebody else may have asked meanwhile.
            lack = self._lacking(cost)
            if lack is None or self.budget.at_limit != "ask":
                return
            by = await more(lack)
            if by <= 0:
                self.budget = replace(self.budget, at_limit="stop")
                return
            self.budget = _raised(self.budget, lack, by)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _warn_softly(self) -> None:
        budget = self.budget
        for what, used, most in (
            ("money", self.spent.usd or 0, budget.usd),
            ("tokens", self.spent.tokens, budget.tokens),
        ):
            if most and used >= budget.soft * most and what not in self._warned:
                self._warned.add(what)
                self.warn(f"{used / most:.0%} of the budget of {what} is spent.")


def _end(used: float | None) -> str:
    """What there is to say of a budget that the next call does not fit into."""
    return "spent" if used else "too small"


def _raised(budget: Budget, lack: Lack, by: float) -> Budget:
    match lack.limit:
        case "usd":
            return replace(budget, usd=(budget.usd or 0) + by)
        case "tokens":
            return replace(budget, tokens=(budget.tokens or 0) + round(by))
    return replace(budget, seconds=(budget.seconds or 0) + by)
