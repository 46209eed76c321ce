"""A role that productions ask: a chain of providers, guarded, told in events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from fabula.engine import cast_doubt, emit
from fabula.engine.budget import current_purse, may_degrade
from fabula.engine.costs import metered
from fabula.engine.spans import branched
from fabula.errors import BadSetting, BudgetSpent, ModelError
from fabula.models.policy_file import Policies
from fabula.models.prices import most_of, priced

Value = TypeVar("Value")


class _Named(Protocol):
    @property
    def identity(self) -> str: ...

    async def close(self) -> None: ...


Provider = TypeVar("Provider", bound=_Named)


class Role(Generic[Provider]):
    """A chain of providers: each stands in for those before it.

    Args:
        chain: The first choice first.
        policies: How each is treated, and what it costs.
        patient: Wait for the last one while it is left alone after failures: there is nobody else.
    """

    def __init__(
        self,
        chain: Sequence[Provider],
        policies: Policies | None = None,
        *,
        patient: bool = True,
    ) -> None:
        if not chain:
            raise ValueError("a role needs at least one provider")
        self.chain = tuple(chain)
        self._policies, self._patient = policies or Policies(), patient

    @property
    def identity(self) -> str:
        """All providers that may answer, the first choice first: part of a step's key."""
        return ", ".join(provider.identity for provider in self.chain)

    async def close(self) -> None:
        """Let go of the providers' connections and processes."""
        for provider in self.chain:
            await provider.close()

    async def first(self, ask: Callable[[Provider], Coroutine[Any, Any, Value]]) -> Value:
        """The answer of the first provider that gives one; each stand-in is told in an event.

        What a provider answered is remembered for that provider alone: when the first choice is
        back, it is asked again, and never passed off with a stand-in's answer.
        """
        failures: list[ModelError | BudgetSpent] = []
        for provider in self.chain:
            if failures:
                last, instead = failures[-1], provider.identity
                why = last.lack if isinstance(last, BudgetSpent) else str(last)
                reason = f"{why} Instead: {instead}."
                emit("warning", about="model", reason=reason, instead=instead)
            try:
                answer = await ask(provider)
            except ModelError as exc:
                failures.append(exc)
                continue
            except BudgetSpent as exc:
                if not may_degrade():
                    raise
                failures.append(exc)
                continue
            if failures:
                # What a stand-in gave is remembered as its own, and never in a step's name.
                cast_doubt()
            return answer
        spent = [failure for failure in failures if isinstance(failure, BudgetSpent)]
        if spent:
            raise spent[0]
        raise all_of([failure for failure in failures if isinstance(failure, ModelError)])

    async def guarded(
        self, provider: Provider, asked: object, ask: Callable[[], Coroutine[Any, Any, Value]]
    ) -> Value:
        """One question to one provider, under its policy and within the run's budget.

        Raises:
            BadSetting: The run has a budget in money, and nobody knows the price.
        """
        who = provider.identity
        guard = self._policies.guard(who)
        patient = self._patient and provider is self.chain[-1]
        most = most_of(provider)
        if most is None:
            return await guard.call(ask, patient=patient)
        # The prices may have to be loaded, which the loop must not stand.
        price = await asyncio.to_thread(self._policies.price, who)
        cost = price.cost(await most(asked))
        purse = current_purse()
        if purse is not None and purse.budget.usd is not None and cost.usd is None:
            raise BadSetting(
                f"The price of {who} is unknown, so a budget in money cannot be kept. "
                "Say the price in the file of FABULA_PRICES, or limit tokens instead of money."
            )
        with priced(price):
            return await guard.call(partial(_billed, who, ask), cost, patient=patient)


def all_of(failures: Sequence[ModelError]) -> ModelError:
    """One error for those of a whole chain: of the kind of the first one's."""
    if len(failures) == 1:
        return failures[0]
    error = type(failures[0])(" ".join(map(str, failures)))
    error.__cause__ = failures[-1]
    return error


@asynccontextmanager
async def beside(
    work: Coroutine[Any, Any, Value], wake: Callable[[], None]
) -> AsyncGenerator[asyncio.Task[Value]]:
    """A task for work of which something is told meanwhile; whoever stops listening cancels it.

    Args:
        work: What is done.
        wake: Called when it has ended: there is nothing more to wait for.
    """
    working = asyncio.create_task(work, context=branched())
    working.add_done_callback(lambda _: wake())
    try:
        yield working
    finally:
        working.cancel()
        await asyncio.wait([working])
        if not working.cancelled():
            # The listener raised it, or is not there any more.
            working.exception()


async def _billed(who: str, ask: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
    """One call; if nobody tells what an answer used, its cost is unknown: so it is told."""
    with metered() as meter:
        value = await ask()
    if not meter.told:
        emit("model.used", who=who, usd=None)
    return value
