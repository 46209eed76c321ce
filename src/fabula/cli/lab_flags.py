"""The flags of `fabula lab`; the lab itself is imported only when one of its commands runs."""

from __future__ import annotations

import argparse
from typing import Any

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
    )
    verbs = lab.add_subparsers(metavar="COMMAND", required=True, help="what to do")
    _add_run(verbs)
    _add_list(verbs)


def _add_run(verbs: Any) -> None:
    run = verbs.add_parser(
        "run",
        help="run suites and judge what they measured",
        description="Run suites: `engine`, all of `video`, one part `video.performance`, `all`, or "
        "a file of your own scenarios.",
        epilog=EPILOG,
    )
    run.add_argument("suites", metavar="SUITE", nargs="+", help="`fabula lab list` names them")
    _add_choice(run)
    _add_where(run)
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
    about = "`embedded` (this process), or the address of a deployment (default: embedded)"
    group.add_argument("--target", metavar="WHERE", default="embedded", help=about)
    group.add_argument("--key", metavar="KEY", default="", help="the deployment's key, if it asks")
    about = "`real`, or `virtual`: the same digits on every machine (default: real)"
    group.add_argument("--clock", metavar="CLOCK", default="real", help=about)
    group.add_argument("--seed", metavar="N", type=int, default=0, help="of all chance")
    about = "more targets, in a TOML file of your own"
    group.add_argument("--targets", metavar="FILE", help=about)


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
    about = "an inconclusive comparison ends with exit code 3"
    group.add_argument("--strict", action="store_true", help=about)


def _add_list(verbs: Any) -> None:
    about = "what can be run, what is demanded, and how it can be told"
    listed = verbs.add_parser("list", help=about, epilog=EPILOG)
    listed.add_argument("suites", metavar="SUITE", nargs="*", help="only these")
    listed.add_argument("--targets", action="store_true", help="every target, too")
    listed.set_defaults(command=Later("fabula.cli.lab:list_all"))
