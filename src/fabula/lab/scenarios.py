"""Scenarios: plain async functions that measure one thing, and how a suite collects them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fabula.errors import UnknownName, UserError
from fabula.lab.record import Metric

if TYPE_CHECKING:
    from fabula.lab.context import Lab

MARKERS: Mapping[str, str] = {
    "performance": "how fast",
    "stress": "beyond what is usual",
    "regression": "beside a baseline",
    "slow": "takes long: left out by --quick",
    "reliability": "what becomes of faults",
    "resource": "memory, CPU, network, cost",
    "load": "many at the same time",
    "fault": "makes something fail on purpose",
    "integration": "several services together",
}
"""The markers of scenarios, and of the tests of the pytest plugin."""

BUDGET_SECONDS = 60.0

Function = Callable[["Lab"], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario.

    Args:
        suite: Where it belongs: "engine", "video.performance".
        name: That of its function.
        title: The first line of its docstring.
        run: Its function.
        markers: Some of `MARKERS`.
        measures: The metrics that it takes samples of; a target of one of them fails with it.
        budget: The longest it may take, in real seconds.
        needs: What the deployment must offer, else it is skipped.
    """

    suite: str
    name: str
    title: str
    run: Function
    markers: tuple[str, ...] = ()
    measures: tuple[Metric, ...] = ()
    budget: float = BUDGET_SECONDS
    needs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Suite and name."""
        return f"{self.suite}.{self.name}"


def scenario(
    suite: str,
    *markers: str,
    measures: tuple[Metric, ...] = (),
    budget: float = BUDGET_SECONDS,
    needs: tuple[str, ...] = (),
) -> Callable[[Function], Scenario]:
    """Make a scenario of an async function; see `Scenario` for the arguments.

    Raises:
        UnknownName: There is no such marker.
        UserError: The function is not async, or does not say what it shows.
    """
    for marker in markers:
        if marker not in MARKERS:
            raise UnknownName("marker", marker, MARKERS)

    def decorate(function: Function) -> Scenario:
        name = function.__name__
        if not inspect.iscoroutinefunction(function):
            raise UserError(f"Scenario {name!r} must be an `async def`.")
        title = (inspect.getdoc(function) or "").partition("\n")[0]
        if not title:
            raise UserError(f"Scenario {name!r} must say what it shows, in a docstring.")
        return Scenario(suite, name, title, function, markers, measures, budget, needs)

    return decorate


def scenarios_in(module: object) -> tuple[Scenario, ...]:
    """The scenarios of a module, in the order in which it defines them."""
    return tuple(value for value in vars(module).values() if isinstance(value, Scenario))


def covers(wanted: str, suite: str) -> bool:
    """Whether a suite is, or is a part of, the wanted one."""
    return suite == wanted or suite.startswith(f"{wanted}.")
