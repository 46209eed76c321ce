"""Reports: each a function of the record, and each in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from fabula.errors import UnknownName
from fabula.lab.record import Record
from fabula.store.studio_folder import write_whole

Report = Callable[[Record], str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a record can be told in.

    Args:
        place: The function that makes it, `module:function`.
        file: What its file is called; `{id}` is that of the record.
        about: What it is for.
    """

    place: str
    file: str
    about: str


FORMS: Mapping[str, Form] = {
    "json": Form("fabula.lab.record_file:to_json", "lab-run.json", "the record itself"),
    "html": Form(
        "fabula.lab.reports.page:page_report", "lab-report.html", "one page to look at, with charts"
    ),
    "console": Form(
        "fabula.lab.reports.console:console_report",
        "lab-report.txt",
        "what is printed, with every metric",
    ),
    "performance": Form(
        "fabula.lab.reports.performance:performance_report",
        "performance_report.md",
        "response times, load, endpoints, components",
    ),
    "reliability": Form(
        "fabula.lab.reports.reliability:reliability_report",
        "reliability_report.md",
        "success, recovery, breaker, integrity, score",
    ),
    "resources": Form(
        "fabula.lab.reports.resources:resources_report",
        "resources_report.md",
        "memory, CPU, network, cache, cost",
    ),
    "text": Form(
        "fabula.lab.reports.performance_text:performance_text",
        "performance_report.txt",
        "count, average, min and max of each component",
    ),
    "benchmark": Form(
        "fabula.lab.reports.benchmarks:benchmark_report",
        "benchmark_report.txt",
        "benchmarks, load and memory, with alerts",
    ),
    "integration": Form(
        "fabula.lab.reports.integration:integration_report",
        "integration_test_report_{id}.json",
        "summary, services, issues, recommendations",
    ),
    "junit": Form(
        "fabula.lab.reports.junit:junit_report", "junit.xml", "scenarios and targets as tests"
    ),
    "openmetrics": Form(
        "fabula.lab.reports.openmetrics:openmetrics_report",
        "metrics.txt",
        "for Prometheus and GitLab",
    ),
    "github": Form(
        "fabula.lab.reports.github:github_report",
        "github-summary.md",
        "for the page of a run of GitHub's Actions",
    ),
    "bencher": Form(
        "fabula.lab.reports.bencher:bencher_report", "bencher.json", "Bencher's metric format"
    ),
    "paper": Form(
        "fabula.lab.reports.paper:paper_report", "paper.md", "methodology, results, discussion"
    ),
    "latex": Form(
        "fabula.lab.reports.paper:paper_latex", "paper.tex", "the paper's tables in LaTeX"
    ),
    "csv": Form("fabula.lab.reports.paper:paper_csv", "paper.csv", "the paper's figures as CSV"),
}
"""Every form of report, by the name that `--format` takes."""


def report_in(form: str) -> Report:
    """The function that makes a report.

    Raises:
        UnknownName: There is no such form.
    """
    if form not in FORMS:
        raise UnknownName("report", form, FORMS)
    module, _, name = FORMS[form].place.partition(":")
    report: Report = getattr(import_module(module), name)
    return report


def write_report(record: Record, form: str, folder: Path) -> Path:
    """Write one report into a folder; gives its file.

    Raises:
        UnknownName: There is no such form.
    """
    report = report_in(form)
    path = folder / FORMS[form].file.format(id=record.id)
    write_whole(path, report(record).encode())
    return path
