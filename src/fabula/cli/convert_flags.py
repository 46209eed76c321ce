"""The flags of `fabula convert`."""

from __future__ import annotations

from typing import Any

import shtab

from fabula.cli.later import Later


def add_convert_command(commands: Any) -> None:
    """Add the command that turns a screenplay from one format into another."""
    convert = commands.add_parser(
        "convert",
        help="turn a screenplay into another format",
        description="Read a screenplay (Fountain, FDX, JSON) and write it as Fountain, FDX, JSON, "
        "PDF or HTML. The ends of the names tell the formats.",
    )
    source = convert.add_argument("source", metavar="SOURCE", help="script.fountain, script.fdx")
    target = convert.add_argument("target", metavar="TARGET", help="script.pdf, script.fdx, ...")
    source.complete = target.complete = shtab.FILE
    about = "film, or multicam: double-spaced dialogue, lettered scenes, cast (default: film)"
    convert.add_argument("--layout", metavar="film|multicam", default="film", help=about)
    about = "letter or a4 (default: letter)"
    convert.add_argument("--paper", metavar="letter|a4", default="letter", help=about)
    about = "number the scenes that have no number"
    convert.add_argument("--number-scenes", action="store_true", help=about)
    about = "count the speeches in the margin (HTML)"
    convert.add_argument("--number-dialogue", action="store_true", help=about)
    about = "write over a Fountain, FDX or JSON file that is there; a PDF or HTML always is"
    convert.add_argument("--replace", action="store_true", help=about)
    convert.set_defaults(command=Later("fabula.cli.convert:convert_script"))
