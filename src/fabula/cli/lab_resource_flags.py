"""The flags of the lab's commands that are about memory and money."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.later import Later
from fabula.cli.shared_flags import add_json


def add_rates(parser: Any) -> None:
    """Whose prices a cost is reckoned by."""
    about = "what CPU, memory, traffic and storage cost you, in TOML (docs/lab-resources.md)"
    parser.add_argument("--rates", metavar="FILE", help=about)


def add_leak(verbs: Any, epilog: str) -> None:
    """Add `fabula lab leak`."""
    leak = verbs.add_parser(
        "leak",
        help="does a work leak, does it fill a cache, or is it clean?",
        description="Do the same work again and again in one process, count objects, blocks and "
        "memory after each, and go on three and nine times as long where one of them rises: what "
        "fills comes to an end, a leak does not. Exit code 1 for a leak.",
        epilog=epilog,
    )
    about = "films, or episodes, by stand-ins for models (default: video)"
    leak.add_argument("--production", choices=("video", "episode"), default="video", help=about)
    about = "jobs of the first run, 8 or more (default: 20)"
    leak.add_argument("--jobs", metavar="N", type=int, default=20, help=about)
    about = "jobs before, which do not count (default: 5)"
    leak.add_argument("--warm-up", metavar="N", type=int, default=5, help=about)
    about = "how many times as long the run becomes where something rises (default: 3,9)"
    leak.add_argument("--longer", metavar="N,N", default="3,9", help=about)
    add_json(leak, "the verdict")
    about = "in place of a production, after --: `fabula video paper.md`, `python FILE.py ...` or "
    about += "`python -m MODULE ...`, run in this process, each time in a fresh folder"
    leak.add_argument("line", metavar="COMMAND", nargs=argparse.REMAINDER, help=about)
    leak.set_defaults(command=Later("fabula.cli.lab_leak:watch"))
