"""The flags of `fabula lab`; the lab itself is imported only when one of its commands runs."""

from __future__ import annotations

from typing import Any

from fabula.cli.lab.ending import Gently
from fabula.cli.lab.flags import beginning, breaking, comparing, loading, measuring, spending
from fabula.cli.lab.flags.groups import Grouped
from fabula.cli.lab.flags.shared import (
    exit_codes,
)


def add_lab_command(commands: Any) -> None:
    """Add `fabula lab` and its own commands."""
    lab = commands.add_parser(
        "lab",
        help="hold a deployment to its targets",
        description="Measure a deployment, judge it by what is demanded of it, and report.",
        epilog=exit_codes(),
        formatter_class=Grouped,
    )
    about = "what to do"
    verbs = lab.add_subparsers(title="commands", metavar="COMMAND", required=True, help=about)
    for like in (measuring, comparing, loading, breaking, spending, beginning):
        like.add_commands(verbs)
    for verb in verbs.choices.values():
        verb.set_defaults(command=Gently(verb.get_default("command")))
