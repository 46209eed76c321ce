"""The flags that several commands have: each is said, and explained, once."""

from __future__ import annotations

import argparse


def add_folder(parser: argparse.ArgumentParser) -> None:
    """A studio folder that a command is about: the one that we are in, unless another is named."""
    parser.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="default: here")


def add_home(parser: argparse.ArgumentParser) -> None:
    """Whose runs are looked at; `fabula.cli.homes.home_of` finds them."""
    about = "a studio folder (default: here, if it is one; else the runs of no folder)"
    parser.add_argument("--folder", metavar="FOLDER", help=about)


def add_step(parser: argparse.ArgumentParser) -> None:
    """A step of a studio folder, and a part to find it in."""
    parser.add_argument("folder", metavar="FOLDER", help="the studio folder")
    about = "name of the step: narrate, paint_slide, ..."
    parser.add_argument("step", metavar="STEP", help=about)
    add_part(parser)


def add_part(parser: argparse.ArgumentParser) -> None:
    """A part of the work."""
    about = "only of this part: its number, or words of its title"
    parser.add_argument("--scene", "--part", metavar="PART", dest="part", default="", help=about)


def add_take(parser: argparse.ArgumentParser, about: str) -> None:
    """One of the kept takes."""
    parser.add_argument("--take", metavar="N|ID", help=about)


def add_json(parser: argparse.ArgumentParser, what: str = "it") -> None:
    """For programs that read the answer."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """For who only wants to know what was made."""
    parser.add_argument("--quiet", action="store_true", help="print only what was made")
