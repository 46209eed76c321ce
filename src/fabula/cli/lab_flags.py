"""The flags of `fabula lab`; the lab itself is imported only when one of its commands runs."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.lab_compare_flags import add_ab, add_bisect, add_doctor
from fabula.cli.lab_fault_flags import (
    add_crash,
    add_experiment,
    add_matrix,
    add_proxy,
    add_rehearse,
)
from fabula.cli.lab_groups import Grouped
from fabula.cli.lab_load_flags import add_capacity, add_load, add_locust
from fabula.cli.lab_resource_flags import add_leak, add_rates
from fabula.cli.later import Later

EPILOG = (
    "exit codes: 0 all is well, 1 a target missed or a red, 2 usage, 3 inconclusive with --strict, "
    "4 nobody answers at --target, 5 nothing that could be judged"
)


def add_lab_command(commands: Any) -> None:
    """Add `fabula lab` and its own commands."""
    lab = commands.add_parser(
        "lab",
        help="hold a deployment to its targets",
        description="Measure a deployment, judge it by what is demanded of it, and report.",
        epilog=EPILOG,
        formatter_class=Grouped,
    )
    about = "what to do"
    verbs = lab.add_subparsers(title="commands", metavar="COMMAND", required=True, help=about)
    _add_run(verbs)
    _add_list(verbs)
    _add_report(verbs)
    _add_verify(verbs)
    _add_history(verbs)
    add_ab(verbs, EPILOG)
    add_bisect(verbs)
    add_load(verbs, EPILOG)
    add_capacity(verbs, EPILOG)
    add_locust(verbs, EPILOG)
    add_proxy(verbs, EPILOG)
    add_crash(verbs, EPILOG)
    add_matrix(verbs, EPILOG)
    add_experiment(verbs, EPILOG)
    add_rehearse(verbs, EPILOG)
    add_leak(verbs, EPILOG)
    _add_init(verbs)
    _add_new(verbs)
    add_doctor(verbs)


def _add_run(verbs: Any) -> None:
    run = verbs.add_parser(
        "run",
        help="run suites and judge what they measured",
        description="Run suites: `engine`, all of `video`, one part `video.performance`, `all`, or "
        "a file of your own scenarios.",
        epilog=EPILOG,
    )
    about = "`fabula lab list` names them (default: all)"
    run.add_argument("suites", metavar="SUITE", nargs="*", help=about)
    run.add_argument("--suite", metavar="SUITE", action="append", default=[], help="the same")
    _add_choice(run)
    _add_where(run)
    _add_baseline(run)
    _add_reports(run)
    run.set_defaults(command=Later("fabula.cli.lab:run"))


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
    about = "how often, in place of what each scenario would choose"
    group.add_argument("--iterations", metavar="N", type=int, help=about)
    about = "how many at the same time, step by step (default: 1,5,10,20,50)"
    group.add_argument("--concurrency", "--concurrent-users", metavar="N,N", help=about)
    group.add_argument("--budget", metavar="S", type=float, help="the longest for a scenario, in s")


def _add_where(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("where and how")
    about = "install what the lab needs besides first (psutil), with pip"
    group.add_argument("--install-deps", action="store_true", help=about)
    about = (
        "`embedded` (this process), `spawned` (a server that the lab starts), or the address of "
    )
    about += "a deployment (default: embedded)"
    group.add_argument("--target", metavar="WHERE", default="embedded", help=about)
    group.add_argument("--key", metavar="KEY", default="", help="the deployment's key, if it asks")
    about = "`real`, or `virtual`: the same digits on every machine (default: real)"
    group.add_argument("--clock", metavar="CLOCK", default="real", help=about)
    group.add_argument("--seed", metavar="N", type=int, default=0, help="of all chance")
    about = "more targets, in a TOML file of your own"
    group.add_argument("--targets", metavar="FILE", help=about)
    add_rates(group)


def _add_baseline(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("beside a baseline")
    about = "a folder of baselines, a record, or performance_baseline.txt"
    group.add_argument("--baseline", metavar="PATH", help=about)
    about = "keep this run as the baseline there (default: baselines/SUITE/MACHINE.json)"
    group.add_argument("--save-baseline", action="store_true", help=about)
    about = "an inconclusive comparison ends with exit code 3"
    group.add_argument("--strict", action="store_true", help=about)


def _add_reports(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is written")
    about = "lab-run.json and reports go here (default: only what is printed)"
    group.add_argument("--out", metavar="FOLDER", help=about)
    about = "reports to write, with commas (default: json; `fabula lab list` names all)"
    group.add_argument("--format", metavar="NAME,NAME", help=about)
    about = "write the record as lab-run.json here, or into --out"
    group.add_argument("--save", action="store_true", help=about)
    about = "write every report, into --out or `reports`"
    group.add_argument("--generate-report", action="store_true", help=about)
    about = "print where it was measured, and every metric"
    group.add_argument("--verbose", "-v", action="store_true", help=about)


def _add_report(verbs: Any) -> None:
    report = verbs.add_parser(
        "report",
        help="tell a record again, in another form",
        description="Tell a record in other forms: one is printed, several are written.",
        epilog=EPILOG,
    )
    _add_record(report)
    about = "reports, with commas; `fabula lab list` names them (default: as it was printed)"
    report.add_argument("--format", metavar="NAME,NAME", help=about)
    about = "for a paper: methodology and results in Markdown, tables in LaTeX and CSV"
    report.add_argument("--paper", action="store_true", help=about)
    add_rates(report)
    report.add_argument("--out", metavar="FOLDER", help="where they go (default: reports)")
    report.set_defaults(command=Later("fabula.cli.lab_reports:report"))


def _add_record(parser: argparse.ArgumentParser) -> None:
    about = "lab-run.json, or a folder with one (default: here, else in reports)"
    parser.add_argument("record", metavar="RECORD", nargs="?", help=about)


def _add_verify(verbs: Any) -> None:
    verify = verbs.add_parser(
        "verify",
        help="the acceptance tables of the documents",
        description="Every demand of the documents, with what a record says of it.",
        epilog=EPILOG,
    )
    _add_record(verify)
    about = "only these: S script, B book, T video, V voice, M platform, F Fabula's own"
    verify.add_argument("--document", metavar="S,B,...", help=about)
    verify.set_defaults(command=Later("fabula.cli.lab_reports:verify"))


def _add_history(verbs: Any) -> None:
    history = verbs.add_parser(
        "history",
        help="how metrics went over many runs, and where they changed",
        description="Follow each metric over all records in a folder, and name the runs at which "
        "its level changed.",
        epilog=EPILOG,
    )
    history.add_argument("folder", metavar="FOLDER", help="with records, however deep")
    about = "only metrics whose name contains this"
    history.add_argument("--metric", metavar="NAME", default="", help=about)
    history.set_defaults(command=Later("fabula.cli.lab_reports:history"))


def _add_init(verbs: Any) -> None:
    init = verbs.add_parser(
        "init",
        help="write the documents' tests and runners into a project",
        description="Write test trees, runners and a workflow for CI; files that are there "
        "already stay as they are.",
        epilog=EPILOG,
    )
    init.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="default: here")
    about = "only those of S script, B book, T video, V voice, M platform"
    init.add_argument("--document", metavar="S,B,...", help=about)
    init.set_defaults(command=Later("fabula.cli.lab_new:init"))


def _add_new(verbs: Any) -> None:
    new = verbs.add_parser("new", help="begin a scenario of your own", epilog=EPILOG)
    kinds = ("benchmark", "load-task", "stress")
    new.add_argument("kind", choices=kinds, help="what to begin")
    new.add_argument("name", metavar="NAME", help="such as chapter_speed")
    new.add_argument("--folder", metavar="FOLDER", default=".", help="the project (default: here)")
    new.set_defaults(command=Later("fabula.cli.lab_new:new"))


def _add_list(verbs: Any) -> None:
    about = "what can be run, what is demanded, and how it can be told"
    listed = verbs.add_parser("list", help=about, epilog=EPILOG)
    listed.add_argument("suites", metavar="SUITE", nargs="*", help="only these")
    listed.add_argument("--targets", action="store_true", help="every target, too")
    listed.set_defaults(command=Later("fabula.cli.lab:list_all"))
