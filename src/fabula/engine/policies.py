"""Policies: how a model, or a step, is treated that may fail, be slow, or have limits.

What happens in a call: breaker, then budget, then a place and the rates, then the attempt. A retry
goes back to the start of it.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from fabula.engine.breaker import Breaker, State
from fabula.engine.budget import reserved
from fabula.engine.costs import FREE, Cost
from fabula.engine.hedge import Latencies, hedged
from fabula.engine.limiter import Crowd, LocalRates, Places, Rate, Rates
from fabula.engine.runs import emit
from fabula.engine.spans import waiting
from fabula.engine.window import Window
from fabula.errors import (
    AnswerDamaged,
    AnswerEmpty,
    ModelBusy,
    ModelPaused,
    ModelUnreachable,
    RunCancelled,
)

Value = TypeVar("Value")
Ask = Callable[[], Coroutine[Any, Any, Value]]

MOST_RESTS = 3
"""Rests after which nobody waits any more for a model that has never answered: it is not there."""
PROBE_PAUSE = 0.5
"""Seconds between two questions whether the one who probes is back."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How one model, or one step, is treated.

    Args:
        attempts: Calls in all, at least 1.
        pause: Seconds before the second call, at most, if the provider does not say; doubles after.
            How much of it is taken is left to chance, so that many do not come back at once.
        longest: Longest pause worth taking, in seconds; a provider that wants more has failed.
        total: No call starts later than this after the first, in seconds.
        timeout: Seconds for one call; None for the provider's own limit.
        failures: Failures in a row after which it is left alone; 0 for never.
        rest: Seconds that it is left alone for the first time; doubles up to a minute.
        requests_per_minute: The most calls in any minute; None for no limit.
        tokens_per_minute: The most tokens, as estimated, in any minute; None for no limit.
        concurrency: The most calls at the same time; None for no limit.
        adaptive: Fewer at the same time while the provider is overloaded.
        hedge: Ask a second time when an answer is later than 95 of 100; the first one counts.
        retry_on: The errors that are worth another call.
    """

    attempts: int = 3
    pause: float = 0.5
    longest: float = 60.0
    total: float = 300.0
    timeout: float | None = None
    failures: int = 5
    rest: float = 5.0
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    concurrency: int | None = 16
    adaptive: bool = True
    hedge: bool = False
    retry_on: tuple[type[Exception], ...] = (
        ModelBusy,
        ModelUnreachable,
        AnswerEmpty,
        AnswerDamaged,
    )


@dataclass(frozen=True, slots=True)
class Timing:
    """Where policies get time and chance: steady seconds, a sleep, and a number from 0 to 1."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


class Guard:
    """Keeps the policy of one model for all who call it.

    Args:
        name: Of the model or the step, for events and shared rates.
        policy: What to keep.
        rates: Where its rates are counted; in this process if None.
        timing: Time and chance.
        places: Where its calls at the same time are counted together with those of other
            processes; in this process alone if None.
    """

    def __init__(
        self,
        name: str,
        policy: Policy,
        rates: Rates | None = None,
        timing: Timing = Timing(),
        places: Places | None = None,
    ) -> None:
        self.name, self.policy, self._timing = name, policy, timing
        counted = rates or LocalRates(timing.clock)
        a_minute = (policy.requests_per_minute, policy.tokens_per_minute)
        self._requests = Rate(counted, f"{name} requests", a_minute[0], timing.sleep)
        self._tokens = Rate(counted, f"{name} tokens", a_minute[1], timing.sleep)
        at_once = policy.concurrency or 10**9
        self._window = Window(at_once, self._tell_size, fixed=not policy.adaptive)
        self._crowd = Crowd(places if policy.concurrency else None, name, at_once, timing.sleep)
        self._latencies = Latencies()
        self._answered, self._rests, self._reason = False, 0, ""
        self._breaker = Breaker(
            policy.failures or 10**9, policy.rest, clock=timing.clock, on_change=self._tell_state
        )

    @property
    def state(self) -> State:
        """Whether it is asked ("closed"), left alone after failures ("open"), or probed."""
        return self._breaker.state

    async def call(self, ask: Ask[Value], cost: Cost = FREE, *, patient: bool = True) -> Value:
        """Ask until there is an answer, or another call is not worth it.

        Args:
            ask: Makes one call.
            cost: The most that one call may cost.
            patient: Wait while the model is left alone; else fail at once, for a stand-in.

        Raises:
            ModelPaused: It is left alone after failures.
            BudgetSpent: The run cannot pay for the call.
            Exception: What the last call raised.
        """
        started, failed = self._timing.clock(), 0
        while True:
            await self._pass_breaker(started, patient)
            try:
                value = await self._entered(ask, cost)
            except RunCancelled:
                raise
            except self.policy.retry_on as exc:
                failed += 1
                wait = self._wait(exc, failed, started)
                if wait is None:
                    raise
                seconds = round(wait, 3)
                emit("model.retried", who=self.name, seconds=seconds, reason=str(exc))
            else:
                return value
            with waiting("retry"):
                await self._timing.sleep(wait)

    async def _pass_breaker(self, started: float, patient: bool) -> None:
        while not self._breaker.enter():
            wait = self._breaker.seconds_left or PROBE_PAUSE
            missing = self._rests >= MOST_RESTS and not self._answered
            if not patient or missing or self._timing.clock() + wait > started + self.policy.total:
                told = f"{self.name} failed again and again; it is left alone. {self._reason}"
                raise ModelPaused(told.rstrip(), wait)
            with waiting("breaker"):
                await self._timing.sleep(wait)

    async def _entered(self, ask: Ask[Value], cost: Cost) -> Value:
        """One call, or two if the first is late; the breaker learns how it went."""
        try:
            value = await self._hedged(ask, cost)
        except (asyncio.CancelledError, RunCancelled):
            self._breaker.left()
            raise
        except Exception as exc:
            # Whoever says no, or nothing, is there.
            there = isinstance(exc, ModelBusy | AnswerEmpty)
            down = isinstance(exc, self.policy.retry_on) and not there
            self._reason = str(exc)
            (self._breaker.failed if down else self._breaker.succeeded)()
            raise
        self._breaker.succeeded()
        self._answered = True
        return value

    async def _hedged(self, ask: Ask[Value], cost: Cost) -> Value:
        late = self._latencies.late if self.policy.hedge else None
        if late is None:
            return await self._attempt(ask, cost, asyncio.Event())

        async def again() -> Value:
            emit("model.hedged", who=self.name, seconds=round(late, 3))
            # One that must wait for money would come too late to be of use.
            return await self._attempt(ask, cost, asyncio.Event(), wait=False)

        return await hedged(lambda sent: self._attempt(ask, cost, sent), again, late)

    async def _attempt(
        self, ask: Ask[Value], cost: Cost, sent: asyncio.Event, *, wait: bool = True
    ) -> Value:
        async with reserved(cost, wait=wait):
            with waiting("limiter"):
                mark = await self._window.enter()
            seconds, refused, ticket = None, False, ""
            try:
                with waiting("limiter"):
                    ticket = await self._crowd.enter()
                    await self._requests.take()
                    await self._tokens.take(cost.tokens)
                sent.set()
                started = self._timing.clock()
                value = await self._timed(ask)
                seconds = self._timing.clock() - started
                self._latencies.add(seconds)
            except ModelBusy:
                refused = True
                raise
            finally:
                self._crowd.leave(ticket)
                self._window.leave(mark, seconds, refused=refused)
            return value

    async def _timed(self, ask: Ask[Value]) -> Value:
        limit = asyncio.timeout(self.policy.timeout)
        try:
            async with limit:
                return await ask()
        except TimeoutError:
            if not limit.expired():
                raise
        raise ModelUnreachable(f"{self.name} gave no answer within {self.policy.timeout:g} s.")

    def _wait(self, error: Exception, failed: int, started: float) -> float | None:
        """Seconds to wait before another call; None if it is not worth it."""
        policy, chance = self.policy, self._timing.chance()
        told = error.retry_after if isinstance(error, ModelBusy) else None
        if told is None:
            wait = chance * min(policy.pause * 2 ** (failed - 1), policy.longest)
        else:
            wait = told + chance * policy.pause
        late = self._timing.clock() + wait > started + policy.total
        too_long = told is not None and told > policy.longest
        return None if failed >= policy.attempts or late or too_long else wait

    def _tell_state(self, state: State) -> None:
        self._rests += state == "open"
        emit("model.breaker", who=self.name, state=state)

    def _tell_size(self, size: int) -> None:
        emit("model.window", who=self.name, size=size)
