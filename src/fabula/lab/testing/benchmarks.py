"""pytest-benchmark's fixture and flags, for who does not have it: `benchmark(function)`.

Fabula's plugin takes this in only where pytest-benchmark is not installed. `benchmark.stats.mean`,
`.min`, `.max` and `.stddev` are in seconds; `--benchmark-only` leaves other tests out,
`--benchmark-autosave` keeps the record in `.benchmarks`, `--benchmark-compare` compares with the
last one that was kept there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from fabula.lab.context import Lab
    from fabula.lab.testing.session import Session

Value = TypeVar("Value")

KEPT = Path(".benchmarks")
LEAST_ROUNDS, MOST_ROUNDS, LONGEST_SECONDS = 5, 100, 1.0
"""A function runs until a second is over, but at least and at most so many times."""
MEASURING = {"benchmark", "lab", "meets"}
"""A test with one of these fixtures is a benchmark."""


@dataclass(frozen=True, slots=True)
class Stats:
    """What a benchmark came to, in seconds."""

    mean: float
    min: float
    max: float
    stddev: float
    rounds: int


class Benchmark:
    """Runs a function again and again, and gives what it gave last."""

    def __init__(self, lab: Lab, name: str) -> None:
        self._lab, self._name = lab, name
        self._stats: Stats | None = None

    @property
    def stats(self) -> Stats:
        """The figures; there are none before something was run."""
        if self._stats is None:
            raise AttributeError("Nothing was run yet: benchmark(function)")
        return self._stats

    def __call__(self, function: Callable[..., Value], *inputs: Any, **named: Any) -> Value:
        """Run the function with these inputs, as often as is needed."""
        from fabula.lab.record import Metric
        from fabula.lab.statistics.summary import summarize

        taken: list[float] = []
        until = time.perf_counter() + LONGEST_SECONDS
        while True:
            began = time.perf_counter()
            value = function(*inputs, **named)
            ended = time.perf_counter()
            taken.append(ended - began)
            if len(taken) == MOST_ROUNDS or (ended > until and len(taken) >= LEAST_ROUNDS):
                break
        found = summarize(taken)
        self._stats = Stats(found.mean, found.least, found.most, found.deviation, found.count)
        self._lab.record(Metric("benchmark.seconds", about="a benchmark"), taken, test=self._name)
        return value


@pytest.fixture
def benchmark(request: pytest.FixtureRequest, lab: Lab) -> Benchmark:
    """Time a function: `benchmark(function)`, then `benchmark.stats.mean`."""
    return Benchmark(lab, request.node.name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flags that BookGen's document names."""
    group = parser.getgroup("fabula lab")
    about = "leave out tests that measure nothing"
    group.addoption("--benchmark-only", action="store_true", help=about)
    about = f"keep the record in {KEPT}"
    group.addoption("--benchmark-autosave", action="store_true", help=about)
    about = "compare with the record that was kept last"
    group.addoption("--benchmark-compare", action="store_true", help=about)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is no benchmark."""
    if config.getoption("benchmark_only"):
        for item in items:
            if not MEASURING & set(getattr(item, "fixturenames", ())):
                item.add_marker(pytest.mark.skip(reason="--benchmark-only: it measures nothing"))


def conclude(config: pytest.Config, session: Session) -> Iterator[str]:
    """Compare with the last record, then keep this one; lines for the end of the session."""
    from fabula.lab.comparing.colours import compare_records
    from fabula.lab.record_file import read_record, write_record

    folder, record = config.rootpath / KEPT, session.record()
    kept = sorted(folder.glob("*.json"))
    if config.getoption("benchmark_compare"):
        if not kept:
            yield f"Nothing to compare with: --benchmark-autosave keeps records in {KEPT}."
        for one in compare_records(read_record(kept[-1]), record) if kept else ():
            yield f"{one.suite} {one.metric.id} {one.labels.get('test', '')}: {one.label}"
    if config.getoption("benchmark_autosave"):
        path = folder / f"{len(kept) + 1:04}.json"
        write_record(record, path)
        yield str(path)
