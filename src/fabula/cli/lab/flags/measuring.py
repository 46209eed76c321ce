"""The flags of the lab's commands that measure, judge and tell."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.lab.flags.shared import (
    add_budget,
    add_rates,
    add_seed,
    add_strict,
    add_target,
    add_writing,
    exit_codes,
)
from fabula.cli.later import Later


def add_commands(verbs: Any) -> None:
    """Add `run`, `list`, `report` and `verify`."""
    _add_run(verbs)
    _add_list(verbs)
    _add_report(verbs)
    _add_verify(verbs)


def _add_run(verbs: Any) -> None:
    run = verbs.add_parser(
        "run",
        help="run suites and judge what they measured",
        description="Run suites: `engine`, all of `video`, one part `video.performance`, `all`, or "
        "a file of your own scenarios.",
        epilog=exit_codes(),
    )
    about = "`fabula lab list` names them (default: all)"
    run.add_argument("suites", metavar="SUITE", nargs="*", help=about)
    run.add_argument("--suite", metavar="SUITE", action="append", default=[], help="the same")
    _add_choice(run)
    _add_where(run)
    _add_baseline(run)
    _add_reports(run)
    run.set_defaults(command=Later("fabula.cli.lab.running:run"))


def _add_choice(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is run")
    about = "leave slow scenarios out and take a fourth of the samples"
    group.add_argument("--quick", action="store_true", help=about)
    about = "only scenarios of this marker: performance, stress, regression, ...; repeatable"
    group.add_argument("--type", metavar="MARKER", action="append", default=[], help=about)
    about = "only scenarios whose name contains this; repeatable"
    group.add_argument("--test", metavar="NAME", action="append", default=[], help=about)
    about = "only the scenarios of the API"
    group.add_argument("--api-only", action="store_true", help=about)
    about = "how often (default: what each scenario chooses)"
    group.add_argument("--iterations", metavar="N", type=int, help=about)
    about = "how many at the same time, step by step (default: 1,5,10,20,50)"
    group.add_argument("--concurrency", "--concurrent-users", metavar="N,N", help=about)
    add_budget(group, "the longest time for a scenario")


def _add_where(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("where and how")
    about = "install what the lab needs besides first (psutil), with pip"
    group.add_argument("--install-deps", action="store_true", help=about)
    add_target(group)
    about = "`real`, or `virtual`: the same digits on every machine (default: real)"
    group.add_argument("--clock", metavar="CLOCK", default="real", help=about)
    add_seed(group)
    about = "the most that one work may cost where the models are the deployment's own "
    about += "(default: 0.25; 0: any sum)"
    group.add_argument("--order-usd", metavar="USD", type=float, default=0.25, help=about)
    about = "more targets, in a TOML file of your own"
    group.add_argument("--targets", metavar="FILE", help=about)
    add_rates(group)


def _add_baseline(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("beside a baseline")
    about = "a folder of baselines, a record, or performance_baseline.txt"
    group.add_argument("--baseline", metavar="PATH", help=about)
    about = "keep this run as the baseline there (default: baselines/SUITE/MACHINE.json)"
    group.add_argument("--save-baseline", action="store_true", help=about)
    add_strict(group)


def _add_reports(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is written")
    add_writing(group)
    about = "write every report, into --out or `reports`"
    group.add_argument("--generate-report", action="store_true", help=about)
    about = "print where it was measured, and every metric"
    group.add_argument("--verbose", "-v", action="store_true", help=about)


def _add_list(verbs: Any) -> None:
    about = "what can be run, what is demanded, and how it can be told"
    listed = verbs.add_parser("list", help=about, epilog=exit_codes((0, 2)))
    listed.add_argument("suites", metavar="SUITE", nargs="*", help="only these (default: all)")
    listed.add_argument("--targets", action="store_true", help="every target, too")
    listed.set_defaults(command=Later("fabula.cli.lab.running:list_all"))


def _add_report(verbs: Any) -> None:
    report = verbs.add_parser(
        "report",
        help="tell a record again, in another form",
        description="Tell a record in other forms: one is printed, several are written.",
        epilog=exit_codes((0, 2)),
    )
    _add_record(report)
    about = "reports, with commas; `fabula lab list` names them (default: as it was printed)"
    report.add_argument("--format", metavar="NAME,NAME", help=about)
    about = "for a paper: methodology and results in Markdown, tables in LaTeX and CSV"
    report.add_argument("--paper", action="store_true", help=about)
    add_rates(report)
    report.add_argument("--out", metavar="FOLDER", help="where they go (default: reports)")
    report.set_defaults(command=Later("fabula.cli.lab.telling:report"))


def _add_verify(verbs: Any) -> None:
    verify = verbs.add_parser(
        "verify",
        help="the acceptance tables of the documents",
        description="Every demand of the documents, with what a record says of it.",
        epilog=exit_codes((0, 1, 2, 5)),
    )
    _add_record(verify)
    about = "only these, with commas: S script, B book, T video, V voice, M platform, F Fabula's "
    about += "own (default: all)"
    verify.add_argument("--document", metavar="S,B,...", help=about)
    verify.set_defaults(command=Later("fabula.cli.lab.telling:verify"))


def _add_record(parser: argparse.ArgumentParser) -> None:
    about = "lab-run.json, or a folder with one (default: here, else in reports)"
    parser.add_argument("record", metavar="RECORD", nargs="?", help=about)
