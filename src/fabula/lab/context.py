"""What a scenario is given: a place to record what it measures, and the knobs of the run."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Generator, Iterable
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from fabula.lab.explaining import EFFICIENCY, explained
from fabula.lab.record import Metric, Samples, Table, left_out

if TYPE_CHECKING:
    from fabula.engine.profile import Profile
    from fabula.lab.deployments import Deployment

LADDER = (1, 5, 10, 20, 50)
"""How many at the same time, in the load scenarios of the documents."""

ORDER_USD = 0.25
"""What a work of the suites may cost, usually: a film of 45 seconds, an episode of nine scenes."""

QUICK_SHARE = 4
"""A quick run takes this part of the repetitions."""


class Skipped(Exception):
    """Raised by a scenario that cannot be: the reason is told, nothing is judged."""


class Invalid(Exception):
    """Raised where the lab itself could not measure: nothing is judged, and the run says so."""


@dataclass(frozen=True, slots=True)
class Options:
    """How scenarios run.

    Args:
        clock: "real", or another of `fabula.lab.runner.LOOPS`.
        seed: Of all chance.
        quick: Leave slow scenarios out and take fewer samples.
        ladder: How many at the same time, step by step.
        repetitions: How often, where a scenario would choose; None: as it chooses.
        budget: The longest that a scenario may take, in seconds; None: its own.
        markers: Only scenarios with one of them; none: all.
        tests: Only scenarios whose name contains one of these; none: all.
        rates: The file by which costs are reckoned; None: the list prices that come with Fabula.
        order_usd: The most that one work may cost where the lab does not choose the models; 0: any.
    """

    clock: str = "real"
    seed: int = 0
    quick: bool = False
    ladder: tuple[int, ...] = LADDER
    repetitions: int | None = None
    budget: float | None = None
    markers: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    rates: Path | None = None
    order_usd: float = ORDER_USD


class Lab:
    """The run of one scenario.

    Args:
        scenario: Its id, which its own chance depends on.
        deployment: What is measured.
        options: The knobs of the run.
        folder: Empty, and gone afterwards.
        cleanup: What is entered here is left at the end, whatever happens.
    """

    def __init__(
        self,
        scenario: str,
        deployment: Deployment,
        options: Options,
        folder: Path,
        cleanup: AsyncExitStack,
    ) -> None:
        self.deployment, self.options, self.folder, self.cleanup = (
            deployment, options, folder, cleanup,
        )  # fmt: skip
        self.random = random.Random(f"{options.seed} {scenario}")  # noqa: S311 no secret
        self.facts: dict[str, str] = {}
        self.said: list[str] = []
        self.tables: list[Table] = []
        self.prepared = 0.0
        self._values: dict[tuple[Metric, tuple[tuple[str, str], ...]], list[float]] = {}

    @property
    def quick(self) -> bool:
        """Whether few samples are enough."""
        return self.options.quick

    def now(self) -> float:
        """Seconds of the run's clock, real or virtual; of a test that is not async, real."""
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            return time.perf_counter()

    def repeat(self, times: int) -> range:
        """So many repetitions, unless the run asks for others; a fourth of them if it is quick."""
        if self.options.repetitions is not None:
            return range(self.options.repetitions)
        return range(max(1, times // QUICK_SHARE) if self.quick else times)

    def record(self, metric: Metric, value: float | Iterable[float], **labels: object) -> None:
        """Add one figure, or several, in the metric's unit, with what it was measured of."""
        if self.options.clock == "virtual" and metric.kind == "wall":
            # The same on every machine, and beside none that a real clock measured.
            metric = replace(metric, kind="virtual")
        key = metric, tuple(sorted((name, str(label)) for name, label in labels.items()))
        values = [value] if isinstance(value, int | float) else value
        self._values.setdefault(key, []).extend(map(float, values))

    def leave_out(self, metric: Metric, reason: str) -> None:
        """Tell why one metric is not measured here, where the rest of the scenario is."""
        self.facts[left_out(metric.id)] = reason

    def check(self, metric: Metric, holds: bool, **labels: object) -> bool:
        """Add a yes or a no: 1 or 0."""
        self.record(metric, float(holds), **labels)
        return holds

    @contextmanager
    def timed(self, metric: Metric, **labels: object) -> Generator[None]:
        """Add how long the body takes, by the metric's clock; nothing if it raises."""
        read = time.process_time if metric.kind == "cpu" else self.now
        scale = 1000.0 if metric.unit == "ms" else 1.0
        started = read()
        yield
        self.record(metric, (read() - started) * scale, **labels)

    @contextmanager
    def preparing(self) -> Generator[None]:
        """Around what is done before anything can be measured: no part of the suite's time."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.prepared += time.perf_counter() - began

    def say(self, line: str) -> None:
        """Add a line for people."""
        self.said.append(line)

    def explain(self, profile: Profile, work: str) -> None:
        """Add where the time of one run went: critical path, efficiency, bottleneck, what-ifs.

        Args:
            profile: Of the run.
            work: What it made, for people: "a film", "20 films at a time".
        """
        self.record(EFFICIENCY, profile.efficiency, work=work)
        self.facts[f"bottleneck of {work}"] = profile.bottleneck
        self.tables.append(explained(profile, work))

    def skip(self, reason: str) -> NoReturn:
        """End the scenario: it cannot be here."""
        raise Skipped(reason)

    def samples(self) -> tuple[Samples, ...]:
        """All that was recorded so far."""
        return tuple(
            Samples(metric, tuple(values), dict(labels))
            for (metric, labels), values in self._values.items()
        )
