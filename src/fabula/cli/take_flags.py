"""The flags of the commands that are about takes: why they were made, which are played."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.later import Later


def add_take_commands(commands: Any) -> None:
    """Add `explain` and `accept` to the commands."""
    _add_explain(commands)
    _add_accept(commands)


def _add_explain(commands: Any) -> None:
    explain = commands.add_parser(
        "explain",
        help="why a step of a run was made again",
        description="Say for each call of a step which input, function, file or model changed.",
    )
    explain.add_argument("run", metavar="RUN", help="id of the run, or: last")
    explain.add_argument("step", metavar="STEP", help="name of the step: narrate, paint_slide, ...")
    _add_place(explain)
    explain.set_defaults(command=Later("fabula.cli.explaining:explain_step"))


def _add_accept(commands: Any) -> None:
    accept = commands.add_parser(
        "accept",
        help="let old results stand although the code of a step changed",
        description="Say that a change of a step's code does not matter: what was made before is "
        "used as it is. Without a STEP: what was decided so far.",
    )
    accept.add_argument("step", metavar="STEP", nargs="?", help="name of the step")
    accept.add_argument("--undo", action="store_true", help="take it back")
    _add_place(accept)
    accept.set_defaults(command=Later("fabula.cli.explaining:accept_step"))


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder",
        metavar="FOLDER",
        help="the studio folder (default: the one that you are in, or else the common memory)",
    )
