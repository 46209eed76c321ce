"""The flags of `fabula simulate`: one for each field of a plan.

Written out: reading them off the plan would make every command load the models.
"""

from __future__ import annotations

import argparse
from typing import Any

import shtab

from fabula.cli.later import Later

PORT = 8123


def add_simulate_command(commands: Any) -> None:
    """Add `fabula simulate`."""
    simulate = commands.add_parser(
        "simulate",
        help="stand in for a provider of models, with its delays, limits and faults",
        description="Answer as an OpenAI-compatible provider would, on this machine: chat, speech, "
        "hearing, pictures and embeddings. The same questions have the same answers, delays and "
        "faults each time. Ctrl-C ends it, and tells how the clients behaved.",
        epilog="exit codes: 0 ended, 2 usage or port in use",
    )
    about = f"where it listens; 0: any free one (default: {PORT})"
    simulate.add_argument("--port", metavar="N", type=int, default=PORT, help=about)
    about = "at which address of this machine; no key is asked for (default: 127.0.0.1)"
    simulate.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help=about)
    about = "the plan in a TOML file; flags go before it"
    simulate.add_argument("--plan", metavar="FILE", help=about).complete = shtab.FILE
    _add_plan(simulate)
    simulate.set_defaults(command=Later("fabula.cli.simulate:run"))


def _add_plan(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the plan (TIME: seconds, or as lognormal(0.4, 0.3))")
    for name, form, about in (
        ("seed", "N", "another seed, another world"),
        ("latency", "TIME", "to the first token, or to an answer that has none"),
        ("between", "TIME", "between tokens"),
        ("prefill", "S", "seconds more to the first token for each token of the question"),
        ("load", "SHARE", "how much slower for each other request in flight: 0.02"),
        ("concurrency", "N", "answers at once (default: no limit)"),
        ("queue", "N", "requests that may wait for their turn; more get a 503 (default: 100)"),
        ("rpm", "N", "requests a minute for each caller; more get a 429 (default: no limit)"),
        ("tpm", "N", "tokens a minute for each caller; more get a 429 (default: no limit)"),
        ("speech", "SOUND", "what voices sound like: tones, or espeak for words (default: tones)"),
    ):
        group.add_argument(f"--{name}", metavar=form, help=about)
    about = "what goes wrong: 429:0.1, stall:first=1, drop:0.05,model=speech; repeatable"
    group.add_argument("--fault", metavar="FAULT", dest="faults", action="append", help=about)
