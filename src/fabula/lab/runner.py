"""Runs scenarios, one after the other, each on a loop and in a folder of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import extract_tb

from fabula.errors import FabulaError, NotInstalled, UnknownName
from fabula.lab.clock.loop import VirtualLoop
from fabula.lab.context import Invalid, Lab, Options, Skipped
from fabula.lab.deployments import Deployment, lacking
from fabula.lab.environment import look_around
from fabula.lab.record import Outcome, Record, Setup, State, Target
from fabula.lab.scenarios import Scenario
from fabula.lab.targets.judge import judge

LOOPS: Mapping[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "real": asyncio.new_event_loop,
    "virtual": VirtualLoop,
}
"""What a clock is named, and the loop that has it."""

Listener = Callable[[Outcome], None]


def run_scenarios(
    scenarios: Iterable[Scenario],
    deployment: Deployment,
    options: Options,
    *,
    targets: Iterable[Target] = (),
    suites: tuple[str, ...] = (),
    on_outcome: Listener = lambda _: None,
) -> Record:
    """Run the scenarios and judge what they measured.

    Args:
        scenarios: What is run; those that the options leave out are not.
        deployment: What is measured.
        options: How.
        targets: What is demanded.
        suites: As they were named, for the record.
        on_outcome: Told of each outcome at once.

    Raises:
        UnknownName: There is no such clock.
    """
    if options.clock not in LOOPS:
        raise UnknownName("clock", options.clock, LOOPS)
    started_at, started, environment = time.time(), time.perf_counter(), look_around()
    outcomes: list[Outcome] = []
    stopped = False
    try:
        for one in scenarios:
            if chosen(one, options):
                if not outcomes or outcomes[-1].suite != one.suite:
                    deployment.renew()
                outcomes.append(run_scenario(one, deployment, options))
                on_outcome(outcomes[-1])
    except KeyboardInterrupt:
        # What was measured until then is not lost.
        stopped = True
    offers = tuple(sorted(deployment.offers))
    return Record(
        id=datetime.fromtimestamp(started_at, UTC).strftime("%Y%m%d-%H%M%S"),
        started_at=started_at,
        seconds=time.perf_counter() - started,
        setup=Setup(suites, deployment.name, options.clock, options.seed, options.quick, offers),
        environment=environment,
        outcomes=tuple(outcomes),
        verdicts=tuple(judge(target, outcomes, deployment.offers) for target in targets),
        notes=("Stopped before the end: what was not measured is skipped.",) if stopped else (),
        stopped=stopped,
    )


def chosen(scenario: Scenario, options: Options) -> bool:
    """Whether the options leave the scenario in."""
    if options.quick and "slow" in scenario.markers:
        return False
    if options.markers and not set(options.markers) & set(scenario.markers):
        return False
    return not options.tests or any(test in scenario.id for test in options.tests)


def run_scenario(scenario: Scenario, deployment: Deployment, options: Options) -> Outcome:
    """Run one scenario; whatever it raises becomes its outcome."""
    started = time.perf_counter()
    lab: Lab | None = None
    state: State = "skipped"
    reason = lacking(deployment, scenario.needs) or _out_of_time(deployment, options)
    if not reason:
        with TemporaryDirectory(prefix="fabula-lab-") as folder:
            attempt = _Attempt(scenario, deployment, options, Path(folder))
            state, reason = attempt.end()
            lab = attempt.lab
    return Outcome(
        suite=scenario.suite,
        name=scenario.name,
        title=scenario.title,
        state=state,
        seconds=time.perf_counter() - started,
        reason=reason,
        markers=scenario.markers,
        measures=tuple(metric.id for metric in scenario.measures),
        samples=lab.samples() if lab else (),
        facts=dict(lab.facts) if lab else {},
        said=tuple(lab.said) if lab else (),
        tables=tuple(lab.tables) if lab else (),
        prepared=lab.prepared if lab else 0.0,
    )


def _out_of_time(deployment: Deployment, options: Options) -> str:
    """Why a deployment cannot be on the clock; empty if it can."""
    if deployment.address and options.clock != "real":
        return f"{deployment.name}: only this process can be on a {options.clock} clock"
    return ""


class _Attempt:
    """One scenario on its loop."""

    def __init__(
        self, scenario: Scenario, deployment: Deployment, options: Options, folder: Path
    ) -> None:
        self._scenario = scenario
        self._budget = options.budget or scenario.budget
        self._late = False
        self._cleanup = AsyncExitStack()
        self.lab = Lab(scenario.id, deployment, options, folder, self._cleanup)
        self._loop = LOOPS[options.clock]

    def end(self) -> tuple[State, str]:
        """Run it to its end, however it ends."""
        try:
            with asyncio.Runner(loop_factory=self._loop) as runner:
                runner.run(self._body())
        except (Skipped, NotInstalled) as told:
            return "skipped", str(told)
        except Invalid as told:
            return "invalid", str(told)
        except asyncio.CancelledError:
            if not self._late:
                raise
            return "failed", f"took longer than its {self._budget:g} s"
        except (AssertionError, FabulaError) as error:
            return "failed", str(error) or _place(error)
        except Exception as error:  # noqa: BLE001 a scenario may raise anything; the others go on
            return "failed", f"{type(error).__name__}: {error} ({_place(error)})"
        return "passed", ""

    async def _body(self) -> None:
        async with self._cleanup:
            with self._watched():
                await self._scenario.run(self.lab)

    @contextmanager
    def _watched(self) -> Generator[None]:
        """Cancel the scenario when its budget is over, by the real clock whatever the loop's is."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None:
            raise AssertionError("unreachable")

        def over() -> None:
            self._late = True
            loop.call_soon_threadsafe(task.cancel)

        timer = threading.Timer(self._budget, over)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _place(error: BaseException) -> str:
    """Where it was raised, so that the report leads there."""
    frames = extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}: {frames[-1].line}"
