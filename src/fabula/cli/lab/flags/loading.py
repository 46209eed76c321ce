"""The flags of the lab's commands that are about load."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.lab.flags.shared import (
    add_key,
    add_lasting,
    add_seed,
    add_target,
    add_writing,
    exit_codes,
)
from fabula.cli.later import Later


def add_commands(verbs: Any) -> None:
    """Add `load`, `capacity` and `locust`."""
    _add_load(verbs)
    _add_capacity(verbs)
    _add_locust(verbs)


def _add_load(verbs: Any) -> None:
    load = verbs.add_parser(
        "load",
        help="requests at a rate, or by users; told, and judged if you say by what",
        description="Make requests of a deployment: at their times, whatever became of those "
        "before (--arrivals), or by users who wait for each answer (--users). Latency counts from "
        "the moment at which a request was due. Where the driver itself was late it is INVALID.",
        epilog=exit_codes((0, 1, 2, 4, 5)),
    )
    how = load.add_mutually_exclusive_group(required=True)
    about = "`poisson:50` or `constant:50` a second, `ramp:1-50`, `stairs:5-10-20`, `trace:FILE`"
    how.add_argument("--arrivals", metavar="HOW", help=about)
    about = "so many at the same time; 1,5,10,20,50: one number after the other"
    how.add_argument("--users", metavar="N,N", help=about)
    add_lasting(load, "how long: 30s, 2m; each number of users anew (default: 30s)", "30s")
    about = "between an answer and a user's next request: seconds, or as lognormal(1, 0.5)"
    load.add_argument("--think", metavar="TIME", default="0", help=f"{about} (default: 0)")
    about = "users that begin each second (default: 0, all at once)"
    load.add_argument("--spawn-rate", metavar="N", type=float, default=0.0, help=about)
    about = 'what is demanded: "p95<500ms,errors<1%%" (default: nothing)'
    load.add_argument("--slo", metavar="DEMANDS", default="", help=about)
    _add_asked(load)
    add_writing(load)
    load.set_defaults(command=Later("fabula.cli.lab.load:load"))


def _add_capacity(verbs: Any) -> None:
    capacity = verbs.add_parser(
        "capacity",
        help="how many requests a second are answered as is demanded",
        description="Double the rate of requests until something that is demanded breaks, halve "
        "the gap, and try what was found once more. Requests come at their times, whatever became "
        "of those before. Where the driver itself was late a try is INVALID.",
        epilog=exit_codes((0, 1, 2, 4, 5)),
    )
    about = 'what is demanded: "p95<500ms,errors<1%%"; also p50 to p99.9, mean, max, throughput'
    capacity.add_argument("--slo", metavar="DEMANDS", required=True, help=about)
    about = "`poisson`, as strangers come, or `constant` (default: poisson)"
    capacity.add_argument("--arrivals", metavar="HOW", default="poisson", help=about)
    add_lasting(capacity, "how long each try lasts: 10s, 2m (default: 10s)", "10s")
    about = "requests a second to begin with (default: 1)"
    capacity.add_argument("--first", metavar="N", type=float, default=1.0, help=about)
    about = "the highest rate that is tried (default: 2000)"
    capacity.add_argument("--most", metavar="N", type=float, default=2000.0, help=about)
    about = "a lower capacity ends with exit code 1 (default: none does)"
    capacity.add_argument("--at-least", metavar="N", type=float, help=about)
    _add_asked(capacity)
    add_writing(capacity)
    capacity.set_defaults(command=Later("fabula.cli.lab.capacity:search"))


def _add_asked(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("who is asked for what")
    add_target(group)
    about = "of an address `GET /PATH`, `POST /PATH JSON` (or @FILE), `health`, `listing`, "
    about += "`status`, repeatable, in turn; of any `film` or `script`, made to its end (default: "
    about += "`health`; of this process `film`)"
    group.add_argument("--request", metavar="LINE", action="append", default=[], help=about)
    add_seed(group)


def _add_locust(verbs: Any) -> None:
    locust = verbs.add_parser(
        "locust",
        help="Locust's users visit a deployment",
        description="Users who wait for each answer, as Locust has them, in a process of its own; "
        "an average below 200 ms and errors below 1 % are demanded. What it tells of latencies is "
        "blind to stalls: `fabula lab load --arrivals` is not.",
        epilog=exit_codes((0, 1, 2, 4, 5)),
    )
    about = "only these users: BookGenUser, StressTestUser, or those of your file (default: all)"
    locust.add_argument("classes", metavar="CLASS", nargs="*", help=about)
    about = "a locustfile of your own"
    locust.add_argument("-f", "--locustfile", metavar="FILE", help=about)
    where = "http://localhost:8000"
    about = f"an address, or `spawned` (a server that the lab starts) (default: {where})"
    locust.add_argument("--target", "--host", metavar="WHERE", default=where, help=about)
    add_key(locust)
    about = "so many at the same time (default: 10)"
    locust.add_argument("--users", metavar="N", type=int, default=10, help=about)
    about = "users that begin each second (default: 2)"
    locust.add_argument("--spawn-rate", metavar="N", type=float, default=2.0, help=about)
    for_ = ("--for", "--run-time")
    about = "how long: 60s, 2m (default: 60s)"
    locust.add_argument(*for_, metavar="TIME", dest="run_time", default="60s", help=about)
    about = "as it always is here: `locust` itself has a page to look at"
    locust.add_argument("--headless", action="store_true", help=about)
    locust.set_defaults(command=Later("fabula.cli.lab.locust:visit"))
