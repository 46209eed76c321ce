"""The flags of the lab's commands that are about time and memory that works spend."""

from __future__ import annotations

from typing import Any

from fabula.cli.lab.flags.shared import (
    add_faults,
    add_line,
    add_production,
    add_seed,
    add_writing,
    exit_codes,
)
from fabula.cli.later import Later
from fabula.cli.shared_flags import add_json


def add_commands(verbs: Any) -> None:
    """Add `rehearse` and `leak`."""
    _add_rehearse(verbs)
    _add_leak(verbs)


def _add_rehearse(verbs: Any) -> None:
    rehearse = verbs.add_parser(
        "rehearse",
        help="works on the virtual clock, seed by seed: done in time?",
        description="Make a work by a simulated provider on the virtual clock, once for each seed: "
        "how long it takes, how long until its first part, and how probably it is done in time. An "
        "hour takes no time, and gives the same figures on every machine.",
        epilog=exit_codes((0, 1, 2, 5)),
    )
    add_production(rehearse)
    about = "how often, each with other delays (default: 20)"
    rehearse.add_argument("--seeds", metavar="N", type=int, default=20, help=about)
    add_seed(rehearse, "the first of them")
    about = 'of an answer, in s: "2", "lognormal(2, 1)" (default: lognormal(2, 1))'
    rehearse.add_argument("--latency", metavar="HOW", default="lognormal(2, 1)", help=about)
    add_faults(rehearse, "none")
    about = "when it must be done: 30s, 10m (default: whenever it is)"
    rehearse.add_argument("--deadline", metavar="TIME", help=about)
    about = "share of them that must be, else exit code 1 (default: 95%%)"
    rehearse.add_argument("--at-least", metavar="SHARE", default="95%", help=about)
    add_writing(rehearse)
    rehearse.set_defaults(command=Later("fabula.cli.lab.rehearse:foretell"))


def _add_leak(verbs: Any) -> None:
    leak = verbs.add_parser(
        "leak",
        help="does a work leak, does it fill a cache, or is it clean?",
        description="Do the same work again and again in one process, count objects, blocks and "
        "memory after each, and go on three and nine times as long where one of them rises: what "
        "fills comes to an end, a leak does not.",
        epilog=exit_codes((0, 1, 2), red="a leak"),
    )
    add_production(leak)
    about = "jobs of the first run, 8 or more (default: 20)"
    leak.add_argument("--jobs", metavar="N", type=int, default=20, help=about)
    about = "jobs before, which do not count (default: 5)"
    leak.add_argument("--warm-up", metavar="N", type=int, default=5, help=about)
    about = "how many times as long the run becomes where something rises (default: 3,9)"
    leak.add_argument("--longer", metavar="N,N", default="3,9", help=about)
    add_json(leak, "the verdict")
    about = "in place of a production, after --: `fabula video paper.md`, `python FILE.py ...` or "
    about += "`python -m MODULE ...`, run in this process, each time in a fresh folder"
    add_line(leak, about)
    leak.set_defaults(command=Later("fabula.cli.lab.leak:watch"))
