"""A session of tests: scenarios run when a test first asks for them, all in one record."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fabula.errors import UnknownName
from fabula.lab.comparing.baselines import compare_with
from fabula.lab.context import Lab, Options
from fabula.lab.deployments import Deployment
from fabula.lab.environment import look_around
from fabula.lab.metrics import SUITE_SECONDS
from fabula.lab.record import Outcome, Record, Setup, State, Target, Verdict
from fabula.lab.reports import write_report
from fabula.lab.reports.rows import headline, limit_of, told
from fabula.lab.runner import run_scenario
from fabula.lab.scenarios import Scenario, covers
from fabula.lab.suites import MODULES, scenarios_of
from fabula.lab.targets.judge import judge
from fabula.lab.targets.table import all_targets


class Session:
    """What a session of tests measures.

    Args:
        deployment: What is measured.
        options: How.
        baseline: What it is compared with in the end; empty for nothing.
    """

    def __init__(self, deployment: Deployment, options: Options, baseline: str = "") -> None:
        self.deployment, self.options, self._baseline = deployment, options, baseline
        self.outcomes: dict[str, Outcome] = {}
        self._verdicts: dict[str, Verdict] = {}
        self._started_at, self._started = time.time(), time.perf_counter()
        self._environment = look_around()

    def verdict_on(self, name: str) -> Verdict:
        """The verdict on a target; runs what measures it, if that has not run yet.

        Raises:
            UnknownName: There is no such target.
        """
        targets = {target.id: target for target in all_targets()}
        if name not in targets:
            raise UnknownName("target", name, targets)
        for scenario in measuring(targets[name]):
            if scenario.id not in self.outcomes:
                outcome = run_scenario(scenario, self.deployment, self.options)
                self.outcomes[scenario.id] = outcome
        verdict = judge(targets[name], self.outcomes.values(), self.deployment.offers)
        self._verdicts[name] = verdict
        return verdict

    def told(self, verdict: Verdict) -> str:
        """A miss in a line: what was demanded, what was measured, and what to do."""
        target = verdict.target
        measured = told(verdict.measured, target.unit)
        return f"{target.id} {target.says}: {measured}, not {limit_of(target)}. {verdict.reason}"

    def keep(
        self, lab: Lab, *, suite: str, name: str, markers: tuple[str, ...], report: Any
    ) -> None:
        """Keep what a test of somebody's own measured, and how it ended."""
        state: State = "passed"
        reason = ""
        if report is not None and report.outcome != "passed":
            state = "skipped" if report.outcome == "skipped" else "failed"
            reason = str(report.longreprtext).strip().splitlines()[-1] if report.longrepr else ""
        outcome = Outcome(
            suite=suite,
            name=name,
            title=name.removeprefix("test_").replace("_", " "),
            state=state,
            seconds=getattr(report, "duration", 0.0),
            reason=reason,
            markers=markers,
            samples=lab.samples(),
            facts=dict(lab.facts),
            said=tuple(lab.said),
        )
        self.outcomes[outcome.id] = outcome

    def record(self) -> Record:
        """All of it so far."""
        started = datetime.fromtimestamp(self._started_at, UTC)
        outcomes = tuple(self.outcomes.values())
        setup = Setup(
            tuple(dict.fromkeys(outcome.suite for outcome in outcomes)),
            self.deployment.name,
            self.options.clock,
            self.options.seed,
            self.options.quick,
            tuple(sorted(self.deployment.offers)),
        )
        return Record(
            id=started.strftime("%Y%m%d-%H%M%S"),
            started_at=self._started_at,
            seconds=time.perf_counter() - self._started,
            setup=setup,
            environment=self._environment,
            outcomes=outcomes,
            verdicts=tuple(self._verdicts.values()),
        )

    def write(self, form: str, folder: str | Path) -> Path:
        """Write one report; gives its file."""
        return write_report(self.record(), form, Path(folder))

    def conclude(self, folder: Path | None, forms: str) -> Iterator[str]:
        """Lines for the end of the session; the reports are written on the way."""
        record = self.record()
        yield headline(record)
        if self._baseline:
            for one in compare_with(Path(self._baseline), record):
                yield f"{one.suite} {one.metric.id}: {one.label}"
        if folder is not None:
            for form in forms.split(","):
                yield str(self.write(form.strip(), folder))


def measuring(target: Target) -> list[Scenario]:
    """The scenarios that measure a target; all of the suite, where the suite itself is timed."""
    system = target.suite.partition(".")[0]
    modules = [name for name in MODULES if covers(system, name) or covers(name, target.suite)]
    suite = [one for one in scenarios_of(modules) if covers(target.suite, one.suite)]
    if target.metric == SUITE_SECONDS.id:
        return suite
    return [one for one in suite if target.metric in {metric.id for metric in one.measures}]
