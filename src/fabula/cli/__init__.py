"""The command line: reads what a person typed, asks the studio, shows what happens."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from errno import ENOSPC
from io import TextIOWrapper

from fabula.cli.exits import FAILED, INTERRUPTED, USAGE
from fabula.cli.flags import read_flags
from fabula.errors import FabulaError, UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: What was typed after `fabula`; by default that of this process.

    Returns:
        The exit code: 0 made, 1 failed, 2 usage or bad input, 3 made with holes, 130 interrupted.
    """
    # What waits to be written is told if it cannot be in the end: once, with what to do.
    logging.getLogger("fabula").setLevel(logging.ERROR)
    _print_what_can_be()
    flags = read_flags(sys.argv[1:] if arguments is None else arguments)
    try:
        code: int = flags.command(flags)
        # Else a disk that is full would be told by the interpreter, after all was said to be well.
        sys.stdout.flush()
    except UserError as problem:
        print(f"fabula: {problem}", file=sys.stderr)
        return USAGE
    except FabulaError as problem:
        print(f"fabula: {problem}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("fabula: stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; let the interpreter not complain about it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as problem:
        place = f"{problem.filename}: " if problem.filename else ""
        remedy = ". Make room, and run again." if problem.errno == ENOSPC else ""
        print(f"fabula: {place}{problem.strerror or problem}{remedy}", file=sys.stderr)
        return FAILED
    return code


def _print_what_can_be() -> None:
    """Where the output has no place for a letter (ASCII, a file on Windows), "?" stands for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
