"""The flags of the lab's commands that compare: revisions, and a machine with itself."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.lab_load_flags import add_writing
from fabula.cli.later import Later


def add_ab(verbs: Any, epilog: str) -> None:
    """Add `fabula lab ab`."""
    ab = verbs.add_parser(
        "ab",
        help="two git revisions, measured in turn",
        description="Measure two revisions in turn, in pairs, each checked out in a folder of its "
        "own; what looks red is measured a second time.",
        epilog=epilog,
    )
    ab.add_argument("before", metavar="REV1", help="a git revision")
    about = "another (default: `.`, the working tree as it stands)"
    ab.add_argument("after", metavar="REV2", nargs="?", default=".", help=about)
    _add_measured(ab)
    about = "the most pairs in a block (default: 30; 12 with --quick)"
    ab.add_argument("--pairs", metavar="N", type=int, help=about)
    ab.add_argument("--quick", action="store_true", help="12 pairs at most")
    about = "the longest time in all (default: 600)"
    ab.add_argument("--budget", metavar="S", type=float, default=600.0, help=about)
    ab.add_argument("--out", metavar="FOLDER", help="lab-run.json and reports go here")
    ab.add_argument("--format", metavar="NAME,NAME", help="reports to write (default: json)")
    about = "an inconclusive comparison ends with exit code 3"
    ab.add_argument("--strict", action="store_true", help=about)
    ab.set_defaults(command=Later("fabula.cli.lab_ab:compare"))


def add_bisect(verbs: Any) -> None:
    """Add `fabula lab bisect`."""
    bisect = verbs.add_parser(
        "bisect",
        help="the commit from which on a metric is worse",
        description="Let git bisect, and judge each commit by pairs, in turn with the good end: it "
        "is like the end that it is surely nearer to, and skipped where that cannot be told. What "
        "is found is measured once more, beside its parent. Your files stay as they are.",
        epilog="exit codes: 0 found, 2 usage, 3 inconclusive: one of several, or not sure, "
        "5 the bad end is not surely worse",
    )
    bisect.add_argument("range", metavar="GOOD..BAD", help="GOOD.. means until HEAD")
    about = "what is followed, if more than one is measured: `fabula lab ab` shows the names"
    bisect.add_argument("--metric", metavar="NAME", default="", help=about)
    _add_measured(bisect)
    about = "the most pairs for each commit (default: 30)"
    bisect.add_argument("--pairs", metavar="N", type=int, default=30, help=about)
    about = "the longest time for each commit (default: 300)"
    bisect.add_argument("--budget", metavar="S", type=float, default=300.0, help=about)
    bisect.set_defaults(command=Later("fabula.cli.lab_bisect:bisect"))


def add_doctor(verbs: Any) -> None:
    """Add `fabula lab doctor`."""
    doctor = verbs.add_parser(
        "doctor",
        help="what this machine can measure, and what to do about it",
        description="Measure the machine itself: its clock, how far the same work scatters, how "
        "late the driver of loads is, and so the least change that a comparison would see.",
    )
    about = "compare the same code with itself so often, too: how often is it red?"
    doctor.add_argument("--aa", metavar="N", type=int, default=0, help=about)
    doctor.add_argument("--quick", action="store_true", help="a third of it")
    add_writing(doctor)
    doctor.set_defaults(command=Later("fabula.cli.lab_doctor:doctor"))


def _add_measured(parser: argparse.ArgumentParser) -> None:
    about = "what is measured (default: engine); repeatable"
    parser.add_argument("--suite", metavar="SUITE", action="append", help=about)
    about = "measure this command line in place of a suite: its time, and a number it prints last"
    parser.add_argument("--command", metavar="LINE", dest="command_line", help=about)
    about = "only scenarios whose name contains this; repeatable"
    parser.add_argument("--test", metavar="NAME", action="append", default=[], help=about)
    about = "how often in each half of a pair"
    parser.add_argument("--iterations", metavar="N", type=int, help=about)
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="of all chance")
