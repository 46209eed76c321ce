"""The flags of the lab's commands that compare one revision, or one run, with another."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.lab.flags.shared import (
    add_budget,
    add_seed,
    add_strict,
    add_writing,
    exit_codes,
)
from fabula.cli.later import Later


def add_commands(verbs: Any) -> None:
    """Add `ab`, `history` and `bisect`."""
    _add_ab(verbs)
    _add_history(verbs)
    _add_bisect(verbs)


def _add_ab(verbs: Any) -> None:
    ab = verbs.add_parser(
        "ab",
        help="two git revisions, measured in turn",
        description="Measure two revisions in turn, in pairs, each checked out in a folder of its "
        "own; what looks red is measured a second time.",
        epilog=exit_codes((0, 1, 2, 3, 5)),
    )
    ab.add_argument("before", metavar="REV1", help="a git revision")
    about = "another (default: `.`, the working tree as it stands)"
    ab.add_argument("after", metavar="REV2", nargs="?", default=".", help=about)
    _add_measured(ab)
    about = "the most pairs in a block (default: 30; 12 with --quick)"
    ab.add_argument("--pairs", metavar="N", type=int, help=about)
    ab.add_argument("--quick", action="store_true", help="12 pairs at most")
    add_budget(ab, "the longest time in all", "10m")
    add_strict(ab)
    add_writing(ab)
    ab.set_defaults(command=Later("fabula.cli.lab.ab:compare"))


def _add_history(verbs: Any) -> None:
    history = verbs.add_parser(
        "history",
        help="how metrics went over many runs, and where they changed",
        description="Follow each metric over all records in a folder, and name the runs at which "
        "its level changed.",
        epilog=exit_codes((0, 2, 5)),
    )
    history.add_argument("folder", metavar="FOLDER", help="with records, however deep")
    about = "only metrics whose name contains this (default: all)"
    history.add_argument("--metric", metavar="NAME", default="", help=about)
    history.set_defaults(command=Later("fabula.cli.lab.telling:history"))


def _add_bisect(verbs: Any) -> None:
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
    add_budget(bisect, "the longest time for each commit", "5m")
    bisect.set_defaults(command=Later("fabula.cli.lab.bisect:bisect"))


def _add_measured(parser: argparse.ArgumentParser) -> None:
    about = "what is measured (default: engine); repeatable"
    parser.add_argument("--suite", metavar="SUITE", action="append", help=about)
    about = "measure this command line in place of a suite: its time, and a number it prints last"
    parser.add_argument("--command", metavar="LINE", dest="command_line", help=about)
    about = "only scenarios whose name contains this; repeatable"
    parser.add_argument("--test", metavar="NAME", action="append", default=[], help=about)
    about = "how often in each half of a pair (default: what each scenario chooses)"
    parser.add_argument("--iterations", metavar="N", type=int, help=about)
    add_seed(parser)
