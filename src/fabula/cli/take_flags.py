"""The flags of the commands that are about takes: why they were made, which are played."""

from __future__ import annotations

from typing import Any

from fabula.cli.later import Later
from fabula.cli.shared_flags import (
    add_folder,
    add_home,
    add_json,
    add_part,
    add_quiet,
    add_step,
    add_take,
)


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
    add_folder(plan)
    plan.add_argument(
        "--edit",
        metavar="NAME=FILE",
        action="append",
        default=[],
        help="as if the folder's file NAME were FILE: storyboard.yaml=draft.yaml",
    )
    plan.add_argument("--all", action="store_true", help="list what is remembered too")
    add_json(plan)
    plan.set_defaults(command=Later("fabula.cli.planning:plan_folder"))


def _add_explain(commands: Any) -> None:
    explain = commands.add_parser(
        "explain",
        help="why a step of a run was made again",
        description="Say for each call of a step which input, function, file or model changed.",
    )
    explain.add_argument("run", metavar="RUN", help="id of the run, or: last")
    explain.add_argument("step", metavar="STEP", help="name of the step: narrate, paint_slide, ...")
    add_home(explain)
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
    add_home(accept)
    accept.set_defaults(command=Later("fabula.cli.explaining:accept_step"))


def _add_takes(commands: Any) -> None:
    takes = commands.add_parser(
        "takes",
        help="the takes of a studio folder: who made them, when, at what cost",
        description="List every kept take. *: played by the latest run; pinned: holds its place.",
    )
    add_folder(takes)
    takes.add_argument("step", metavar="STEP", nargs="?", default="", help="only of this step")
    add_part(takes)
    add_json(takes, "them")
    takes.set_defaults(command=Later("fabula.cli.takes:list_takes"))


def _add_take(commands: Any) -> None:
    take = commands.add_parser(
        "take",
        help="make another take of a step, and keep the first",
        description="Make another take of a step and the work with it; or bring back an earlier "
        "one, also of a file that you edited: what is in it now is kept as a take first.",
    )
    add_step(take)
    add_take(take, "its number, or its id in `fabula takes` (default: a new one)")
    add_quiet(take)
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
    add_step(pin)
    add_take(pin, "its number, or its id in `fabula takes` (default: the one played last)")
    pin.add_argument("--undo", action="store_true", help="let it go")
    pin.set_defaults(command=Later("fabula.cli.takes:pin_take"))
