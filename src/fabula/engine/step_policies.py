"""How a deployment treats steps: lines by pattern of names, over what each step says of itself."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from fabula.engine.limiter import Rates
from fabula.engine.policies import Guard, Policy, Timing
from fabula.engine.pools import Pool, choose_pool
from fabula.engine.steps import Step, all_steps
from fabula.errors import BadSetting, BadStep

PREFIX = "step:"
"""How a section about steps begins, among those about models."""

PLAIN = Policy(attempts=1, failures=0, concurrency=None, adaptive=False)
"""A step that says nothing of itself is called once, and without limits."""


class Treatment(NamedTuple):
    """Who guards a step, if anybody does, and where it runs."""

    guard: Guard | None
    pool: Pool


class StepPolicies:
    """How each step is treated, in every run of a deployment.

    Args:
        sections: Lines by pattern of a step's name, or of its module and name: the fields of
            `Policy`, and `pool`. A later section overrides an earlier one.
        source: What messages call the place where the sections stand.
        find: Imports the steps that there are besides those that are imported already; called when
            a pattern fits none of these.
        timing: Time and chance, for tests.
    """

    def __init__(
        self,
        sections: Mapping[str, Mapping[str, Any]],
        source: str = "",
        find: Callable[[], object] = lambda: None,
        timing: Timing | None = None,
    ) -> None:
        self._sections, self._source, self.find = dict(sections), source, find
        self._timing = timing or Timing()
        self._known: dict[str, Treatment] = {}
        self._told = False
        self.rates: Rates | None = None
        """Where rates are counted together with other processes, if there is such a place."""

    def treat(self, step: Step[..., Any]) -> Treatment:
        """How a step is treated.

        Raises:
            BadSetting: It cannot run in the pool that a section names.
        """
        known = self._known.get(step.place)
        if known is None:
            known = self._known[step.place] = self._chosen(step)
        return known

    def strangers(self) -> list[str]:
        """Tell once, a line each, which patterns fit no step at all.

        It works out how every other step is treated, too, and may import for it: for a thread.
        """
        if self._told:
            return []
        self._told = True
        for step in all_steps():
            # One that cannot be treated so says it when it is called.
            with suppress(BadSetting):
                self.treat(step)
        if self._unmet():
            self.find()
        names = {step.name for step in all_steps()}
        lines = []
        for pattern in self._unmet():
            near = difflib.get_close_matches(pattern, names, n=1)
            hint = f" Did you mean {PREFIX}{near[0]}?" if near else ""
            lines.append(f"{self._source}: [{PREFIX}{pattern}] fits no step.{hint}")
        return lines

    def _unmet(self) -> list[str]:
        steps = all_steps()
        return [one for one in self._sections if not any(_fits(step, one) for step in steps)]

    def _chosen(self, step: Step[..., Any]) -> Treatment:
        lines: dict[str, Any] = {}
        for pattern, said in self._sections.items():
            if _fits(step, pattern):
                lines |= said
        try:
            asked = lines.pop("pool", None)
            is_async = inspect.iscoroutinefunction(step.function)
            pool = choose_pool(step.function, is_async, asked) if asked else step.pool
        except BadStep as exc:
            raise BadSetting(f"{self._source}, [{PREFIX}{step.name}], pool: {exc}") from None
        if not lines:
            return Treatment(step.guard, pool)
        policy = replace(step.guard.policy if step.guard else PLAIN, **lines)
        return Treatment(Guard(step.name, policy, self.rates, self._timing), pool)


def _fits(step: Step[..., Any], pattern: str) -> bool:
    return fnmatchcase(step.name, pattern) or fnmatchcase(step.place, pattern)
