"""The record of a lab run: what was measured, where, and what was concluded; reports read it only.

It is plain data. `fabula.lab.record_file` reads and writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

SCHEMA = "fabula-lab-run"
VERSION = (1, 2)
"""Major and minor: a reader takes every minor of its major, and leaves out what it knows not."""

Better = Literal["lower", "higher"]
Kind = Literal["wall", "cpu", "virtual", "count", "bytes", "money"]
State = Literal["passed", "failed", "skipped", "invalid"]
Standing = Literal["PASS", "FAIL", "SKIP", "INVALID"]
Colour = Literal["green", "yellow", "red", "inconclusive"]
Relation = Literal["below", "at_most", "above", "at_least"]

OF_A_MACHINE: frozenset[Kind] = frozenset({"wall", "cpu", "bytes"})
"""Figures of these kinds are compared on the same machine only."""


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that can be measured.

    Args:
        id: Its name in records and targets, such as "response.seconds".
        unit: Of its figures: "s", "ms", "MB", "1/s", "x", "share" (0 to 1), "USD", "" for a count.
        better: Which way is better.
        kind: What its figures depend on: the wall clock, CPU time, a virtual clock, or nothing.
        about: What it is, for people.
    """

    id: str
    unit: str = "s"
    better: Better = "lower"
    kind: Kind = "wall"
    about: str = ""


def left_out(metric: str) -> str:
    """The fact of an outcome that says why one of its metrics was not measured."""
    return f"{metric} left out"


@dataclass(frozen=True, slots=True)
class Samples:
    """The raw figures of one metric, in the order in which they were measured.

    Args:
        metric: What was measured.
        values: The figures, in the metric's unit.
        labels: What they were measured of: `{"concurrency": "10"}`, `{"endpoint": "health"}`.
    """

    metric: Metric
    values: tuple[float, ...]
    labels: Mapping[str, str] = field(default_factory=dict)

    def fits(self, metric: str, labels: Mapping[str, str]) -> bool:
        """Whether these are of the metric, and of everything that the labels say."""
        return self.metric.id == metric and labels.items() <= self.labels.items()


@dataclass(frozen=True, slots=True)
class Table:
    """What a scenario found, as a table for people.

    Args:
        title: What it is about.
        columns: The heads of its columns.
        rows: Its cells, as text.
        report: The report that it belongs into: "performance", "reliability" or "resources".
        note: What its reader should know.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    report: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scenario.

    Args:
        suite: Where it belongs: "engine", "video.performance".
        name: Of the scenario.
        title: What it shows, in a sentence.
        state: "invalid" says that the lab, not the deployment, was at fault.
        seconds: How long it took, in real time.
        reason: Why it failed, was skipped or is invalid; empty if it passed.
        markers: "performance", "stress" and so on.
        measures: Ids of the metrics that it was to measure.
        samples: What it measured.
        facts: What it found that is no figure: `{"bottleneck": "dialogue"}`.
        said: The lines that it printed for people.
        tables: What it found that is a table.
        prepared: How many of the seconds went into what the lab prepared: a rehearsal, another
            server. They are no part of the time of a suite.
    """

    suite: str
    name: str
    title: str
    state: State
    seconds: float
    reason: str = ""
    markers: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    samples: tuple[Samples, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    prepared: float = 0.0

    @property
    def id(self) -> str:
        """Suite and name, as `--test` takes it."""
        return f"{self.suite}.{self.name}"


@dataclass(frozen=True, slots=True)
class Target:
    """What is demanded of a deployment.

    Args:
        id: Its name, with that of its document first: "T-api-p95".
        document: The letter of the document that demands it; "F" for what Fabula demands itself.
        suite: The suite that measures it.
        metric: Id of the metric.
        says: The demand, in words.
        relation: How the figure is to stand to the limit.
        limit: In the unit.
        unit: Of limit and figure, as in `Metric`; "yes" where the limit is a yes.
        statistic: Which figure is made of the samples: "mean", "p95", "max" ...
        where: Only samples with these labels count.
        count: How many samples the document asks for; 0 if it does not say.
        goal: What is hoped for beyond the limit, if anything.
        origin: The test, command or line of the document that demands it.
        advice: What to do when it is missed.
    """

    id: str
    document: str
    suite: str
    metric: str
    says: str
    relation: Relation
    limit: float
    unit: str
    statistic: str = "mean"
    where: Mapping[str, str] = field(default_factory=dict)
    count: int = 0
    goal: float | None = None
    origin: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the lab concluded about a target.

    Args:
        target: The demand.
        state: PASS, FAIL, SKIP (nothing to measure) or INVALID (measured, but not to be trusted).
        measured: The figure in the target's unit; None if there is none.
        samples: How many samples it is made of.
        reason: Why it is no PASS, or what weakens it.
    """

    target: Target
    state: Standing
    measured: float | None = None
    samples: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A metric beside its baseline.

    Args:
        suite: Where it was measured.
        metric: What.
        labels: Of the samples.
        before: The median of the baseline.
        after: The median now.
        gain: How much better it is now, as a share of the baseline; negative is worse.
        low: The least gain that the samples allow (95 %).
        high: The largest gain that they allow.
        colour: The band of the documents, where the samples allow a colour.
        label: The same in words: "✓ Stable: +2.1% vs baseline".
        samples: How many of before and after, or how many pairs.
        confirmed: Whether a second measurement said the same; else a red is none.
    """

    suite: str
    metric: Metric
    labels: Mapping[str, str]
    before: float
    after: float
    gain: float
    low: float
    high: float
    colour: Colour
    label: str
    samples: tuple[int, int]
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """Where it was measured.

    Args:
        machine: A fingerprint: figures of the wall clock are compared within one only.
        cpu: The processor's name.
        cores: How many this process may use.
        memory_mb: Memory of the machine.
        system: Operating system, release and architecture.
        python: Its version.
        packages: Versions of what the figures depend on.
        load: Processes that wanted a core just before, for each core (1 is a full machine).
        revision: The commit of the source, with "+" if it was changed since; empty if unknown.
    """

    machine: str
    cpu: str
    cores: int
    memory_mb: int
    system: str
    python: str
    packages: Mapping[str, str]
    load: float
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """What was asked for.

    Args:
        suites: The suites, as they were named.
        deployment: "embedded", "spawned", or an address.
        clock: "real" or "virtual".
        seed: Of all chance.
        quick: Whether slow scenarios were left out and fewer samples taken.
        offers: What the deployment could do.
    """

    suites: tuple[str, ...]
    deployment: str = "embedded"
    clock: str = "real"
    seed: int = 0
    quick: bool = False
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One lab run.

    Args:
        id: Sorts by time.
        started_at: In Unix seconds.
        seconds: How long it took.
        setup: What was asked for.
        environment: Where it was measured.
        outcomes: What became of each scenario.
        verdicts: One for each target of the suites.
        comparisons: With a baseline or another revision, where there was one.
        notes: What the reader should know.
        stopped: Whether somebody stopped it before its end.
    """

    id: str
    started_at: float
    seconds: float
    setup: Setup
    environment: Environment
    outcomes: tuple[Outcome, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    notes: tuple[str, ...] = ()
    stopped: bool = False

    def samples(self) -> Iterator[tuple[Outcome, Samples]]:
        """All samples, each with the scenario that took them."""
        for outcome in self.outcomes:
            for samples in outcome.samples:
                yield outcome, samples
