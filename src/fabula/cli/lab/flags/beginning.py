"""The flags of the lab's commands that begin something, or look at the machine."""

from __future__ import annotations

from typing import Any

from fabula.cli.lab.flags.shared import (
    add_writing,
    exit_codes,
)
from fabula.cli.later import Later


def add_commands(verbs: Any) -> None:
    """Add `init`, `new` and `doctor`."""
    _add_init(verbs)
    _add_new(verbs)
    _add_doctor(verbs)


def _add_init(verbs: Any) -> None:
    init = verbs.add_parser(
        "init",
        help="write the documents' tests and runners into a project",
        description="Write test trees, runners and a workflow for CI; files that are there "
        "already stay as they are.",
        epilog=exit_codes((0, 2)),
    )
    about = "the project (default: here)"
    init.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help=about)
    about = "only those of these, with commas: S script, B book, T video, V voice, M platform "
    about += "(default: all)"
    init.add_argument("--document", metavar="S,B,...", help=about)
    init.set_defaults(command=Later("fabula.cli.lab.planting:init"))


def _add_new(verbs: Any) -> None:
    new = verbs.add_parser(
        "new",
        help="begin a scenario of your own",
        description="Begin a benchmark with its targets, a load task or a stress scenario, in the "
        "folder `lab` of a project: a file that runs, to be changed.",
        epilog=exit_codes((0, 2)),
    )
    kinds = ("benchmark", "load-task", "stress")
    new.add_argument("kind", choices=kinds, help="what to begin")
    new.add_argument("name", metavar="NAME", help="such as chapter_speed")
    new.add_argument("--folder", metavar="FOLDER", default=".", help="the project (default: here)")
    new.set_defaults(command=Later("fabula.cli.lab.planting:new"))


def _add_doctor(verbs: Any) -> None:
    doctor = verbs.add_parser(
        "doctor",
        help="what this machine can measure, and what to do about it",
        description="Measure the machine itself: its clock, how far the same work scatters, how "
        "late the driver of loads is, and so the least change that a comparison would see.",
        epilog=exit_codes((0, 2, 5)),
    )
    about = "compare the same code with itself so often, too: how often is it red? (default: 0)"
    doctor.add_argument("--aa", metavar="N", type=int, default=0, help=about)
    doctor.add_argument("--quick", action="store_true", help="a third of it")
    add_writing(doctor)
    doctor.set_defaults(command=Later("fabula.cli.lab.doctor:doctor"))
