"""The flags of the lab's commands that are about load."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.later import Later


def add_capacity(verbs: Any, epilog: str) -> None:
    """Add `fabula lab capacity`."""
    capacity = verbs.add_parser(
        "capacity",
        help="how many requests a second are answered as is demanded",
        description="Double the rate of requests until something that is demanded breaks, halve "
        "the gap, and try what was found once more. Requests come at their times, whatever became "
        "of those before. Where the driver itself was late a try is INVALID.",
        epilog=epilog,
    )
    about = (
        'what is demanded: "p95<500ms,errors<1%%"; also p50 to p99.9, mean, max, throughput>10/s'
    )
    capacity.add_argument("--slo", metavar="DEMANDS", required=True, help=about)
    about = "`film` or `script` of this process; `health`, `listing`, `status` or a /PATH of an "
    about += "address (default: film, or health)"
    capacity.add_argument("--scenario", metavar="WHAT", default="", help=about)
    about = "`embedded` (this process, models by stand-ins), or an address (default: embedded)"
    capacity.add_argument("--target", metavar="WHERE", default="embedded", help=about)
    capacity.add_argument("--key", metavar="KEY", default="", help="the deployment's key")
    _add_arrivals(capacity)
    about = "a lower capacity ends with exit code 1"
    capacity.add_argument("--at-least", metavar="N", type=float, help=about)
    _add_writing(capacity)
    capacity.set_defaults(command=Later("fabula.cli.lab_capacity:search"))


def _add_arrivals(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how requests come")
    about = "`poisson` or `constant`: search a rate; `poisson:20`, `constant:20`, `ramp:1-50`, "
    about += "`stairs:5-10-20` or `trace:FILE`: no search, these once (default: poisson)"
    group.add_argument("--arrivals", metavar="HOW", default="poisson", help=about)
    about = "how long each try lasts, in s (default: 10)"
    group.add_argument("--seconds", metavar="S", type=float, default=10.0, help=about)
    about = "requests a second to begin with (default: 1)"
    group.add_argument("--first", metavar="N", type=float, default=1.0, help=about)
    about = "the highest rate that is tried (default: 2000)"
    group.add_argument("--most", metavar="N", type=float, default=2000.0, help=about)
    group.add_argument("--seed", metavar="N", type=int, default=0, help="of all chance")


def _add_writing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="FOLDER", help="lab-run.json and reports go here")
    about = "reports to write, with commas (default: json)"
    parser.add_argument("--format", metavar="NAME,NAME", help=about)
    about = "write the record as lab-run.json here, or into --out"
    parser.add_argument("--save", action="store_true", help=about)
    parser.set_defaults(generate_report=False)


def add_locust(verbs: Any, epilog: str) -> None:
    """Add `fabula lab locust`."""
    locust = verbs.add_parser(
        "locust",
        help="Locust's users visit a deployment",
        description="Users who wait for each answer, as Locust has them, in a process of its own; "
        "an average below 200 ms and errors below 1 % are demanded. What it tells of latencies is "
        "blind to stalls: `fabula lab capacity` is not.",
        epilog=epilog,
    )
    about = "only these users: BookGenUser, StressTestUser, or those of your file"
    locust.add_argument("classes", metavar="CLASS", nargs="*", help=about)
    about = "a locustfile of your own"
    locust.add_argument("-f", "--locustfile", metavar="FILE", help=about)
    about = "who is visited (default: http://localhost:8000)"
    locust.add_argument("--host", metavar="URL", default="http://localhost:8000", help=about)
    locust.add_argument("--key", metavar="KEY", default="", help="the deployment's key, if it asks")
    locust.add_argument("--users", metavar="N", type=int, default=10, help="default: 10")
    about = "how many come each second (default: 2)"
    locust.add_argument("--spawn-rate", metavar="N", type=float, default=2.0, help=about)
    about = "how long: 60s, 2m (default: 60s)"
    locust.add_argument("--run-time", metavar="TIME", default="60s", help=about)
    about = "as it always is here: `locust` itself has a page to look at"
    locust.add_argument("--headless", action="store_true", help=about)
    locust.set_defaults(command=Later("fabula.cli.lab_locust:visit"))
