"""The flags of the commands that are about takes: why they were made, which are played."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.later import Later


def add_take_commands(commands: Any) -> None:
    """Add the commands that are about takes."""
    _add_plan(commands)
    _add_explain(commands)
    _add_accept(commands)
    _add_takes(commands)
    _add_take(commands)
    _add_pin(commands)


def _add_plan(commands: Any) -> None:
    plan = commands.add_parser(
        "plan",
        help="what a run would make, why, for how long and for how much",
        description="Say what `fabula run` would make and why. Nothing is made, no model is asked.",
    )
    plan.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="default: here")
    plan.add_argument(
        "--edit",
        metavar="NAME=FILE",
        action="append",
        default=[],
        help="as if the folder's file NAME were FILE: storyboard.yaml=draft.yaml",
    )
    plan.add_argument("--all", action="store_true", help="list what is remembered too")
    plan.add_argument("--json", action="store_true", help="print it as JSON")
    plan.set_defaults(command=Later("fabula.cli.planning:plan_folder"))


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


def _add_takes(commands: Any) -> None:
    takes = commands.add_parser(
        "takes",
        help="the takes of a studio folder: who made them, when, at what cost",
        description="List every kept take. *: played by the latest run; pinned: holds its place.",
    )
    takes.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="default: here")
    takes.add_argument("step", metavar="STEP", nargs="?", default="", help="only of this step")
    _add_part(takes)
    takes.add_argument("--json", action="store_true", help="print them as JSON")
    takes.set_defaults(command=Later("fabula.cli.takes:list_takes"))


def _add_take(commands: Any) -> None:
    take = commands.add_parser(
        "take",
        help="make another take of a step, and keep the first",
        description="Make another take of a step and the work with it; or go back to one.",
    )
    _add_step(take)
    take.add_argument("--take", metavar="N", type=int, help="which one (default: a new one)")
    take.add_argument("--quiet", action="store_true", help="print only what was made")
    # A take costs what the folder's fabula.yaml lets a run cost, and is shown as any run.
    limits = dict.fromkeys(("budget", "budget_tokens", "budget_seconds", "at_limit"))
    take.set_defaults(
        command=Later("fabula.cli.takes:make_take"), json=False, watch=False, **limits
    )


def _add_pin(commands: Any) -> None:
    pin = commands.add_parser(
        "pin",
        help="let a take hold its place, whatever changes before it",
        description="Pin the take that the latest run played, or another one.",
    )
    _add_step(pin)
    pin.add_argument("--take", metavar="N", type=int, help="which one")
    pin.add_argument("--undo", action="store_true", help="let it go")
    pin.set_defaults(command=Later("fabula.cli.takes:pin_take"))


def _add_step(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help="the studio folder")
    parser.add_argument("step", metavar="STEP", help="name of the step: narrate, paint_slide, ...")
    _add_part(parser)


def _add_part(parser: argparse.ArgumentParser) -> None:
    about = "only of this part: its number, or words of its title"
    parser.add_argument("--scene", "--part", metavar="PART", dest="part", default="", help=about)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder",
        metavar="FOLDER",
        help="the studio folder (default: the one that you are in, or else the common memory)",
    )
