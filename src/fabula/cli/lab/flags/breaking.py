"""The flags of the lab's commands that break something on purpose."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.lab.flags.shared import (
    add_budget,
    add_faults,
    add_lasting,
    add_line,
    add_production,
    add_seed,
    add_writing,
    exit_codes,
)
from fabula.cli.later import Later
from fabula.cli.shared_flags import add_json


def add_commands(verbs: Any) -> None:
    """Add `proxy`, `crash`, `matrix` and `experiment`."""
    _add_proxy(verbs)
    _add_crash(verbs)
    _add_matrix(verbs)
    _add_experiment(verbs)


def _add_proxy(verbs: Any) -> None:
    proxy = verbs.add_parser(
        "proxy",
        help="stand before a server, and make its connections bad",
        description="Stand between clients and any server that speaks TCP, and make the "
        "connections as bad as one likes. Ctrl-C ends it, and tells what went through.",
        epilog=exit_codes((0, 2)),
    )
    about = "the server: localhost:6379, or an address"
    proxy.add_argument("--to", metavar="HOST:PORT", required=True, help=about)
    about = "where clients find it (default: a free one)"
    proxy.add_argument("--port", metavar="N", type=int, default=0, help=about)
    group = proxy.add_argument_group("what is wrong from the begin")
    about = "each piece of an answer comes so much later: 100ms, 2s"
    group.add_argument("--latency", metavar="TIME", help=about)
    group.add_argument("--jitter", metavar="TIME", help="which varies by so much, up and down")
    group.add_argument("--bandwidth", metavar="RATE", help="each way: 50kB/s")
    about = "an answer is cut after so much: 10kB"
    group.add_argument("--limit", metavar="SIZE", help=about)
    about = "nothing comes through, and nobody is told"
    group.add_argument("--blackhole", action="store_true", help=about)
    group.add_argument("--reset", action="store_true", help="connections are reset")
    group.add_argument("--down", action="store_true", help="connections are refused")
    about = "of new connections that are struck: 30%% (default: all)"
    group.add_argument("--share", metavar="SHARE", help=about)
    about = "only the first N connections are struck (default: all)"
    group.add_argument("--first", metavar="N", help=about)
    about = 'what happens later: "10s latency=200ms; 20s down; 25s up; 30s well"'
    proxy.add_argument("--script", metavar="TEXT", help=about)
    add_seed(proxy, "of jitter, and of which connections are struck")
    add_lasting(proxy, "end by itself after so long: 30s, 2m (default: on Ctrl-C)")
    proxy.add_argument("--json", action="store_true", help="print what happens as JSON lines")
    proxy.set_defaults(command=Later("fabula.cli.lab.proxy:stand_between"))


def _add_crash(verbs: Any) -> None:
    crash = verbs.add_parser(
        "crash",
        help="kill a command at one event after another; what is lost?",
        description="Run a command whole, then kill it (kill -9) at one event after another, each "
        "time in a fresh folder, and run it again there: the same works byte for byte, no step "
        "made again that had ended, nothing torn, nothing left over? "
        "By default a small film and a small episode, offline.",
        epilog=exit_codes((0, 1, 2, 5), red="something was lost"),
    )
    _add_points(crash)
    about = "a folder that the command works in, copied for each point (default: an empty one, "
    about += "with the files that the command names)"
    crash.add_argument("--in", metavar="FOLDER", dest="folder", help=about)
    add_budget(crash, "the longest time for one execution", "10m")
    about = "an async function in place of a command, MODULE:NAME, killed at its writes too; "
    about += "docs/lab-faults.md shows one"
    crash.add_argument("--work", metavar="PLACE", help=about)
    add_line(crash, "what is run: fabula video paper.md -o film.mp4 (after --)")
    add_json(crash, "the points")
    crash.set_defaults(command=Later("fabula.cli.lab.crash:sweep_points"))


def _add_points(parser: argparse.ArgumentParser) -> None:
    either = parser.add_mutually_exclusive_group()
    about = "so many points, spread evenly over the run (default: 12)"
    either.add_argument("--points", metavar="N", type=int, default=12, help=about)
    either.add_argument("--every", metavar="N", type=int, help="or at every so manieth event")


def _add_matrix(verbs: Any) -> None:
    matrix = verbs.add_parser(
        "matrix",
        help="each fault of a provider at each moment of a work",
        description="Let each fault of a provider strike at each moment of a work, on the virtual "
        "clock: what is left, how soon it is noticed, how soon all is well again, what was paid in "
        "vain. The same figures on every machine.",
        epilog=exit_codes((0, 1, 2, 5)),
    )
    add_production(matrix)
    add_faults(matrix, "ten")
    about = "start, middle, throughout, or shares of the work such as 0.2-0.5 (default: all three)"
    matrix.add_argument("--moments", metavar="LIST", help=about)
    add_seed(matrix)
    add_writing(matrix)
    matrix.set_defaults(command=Later("fabula.cli.lab.matrix:strike_cells"))


def _add_experiment(verbs: Any) -> None:
    experiment = verbs.add_parser(
        "experiment",
        help="a hypothesis, what is done to it, and a rollback, as a file",
        description="Look whether a hypothesis holds, break something, look again, and mend it "
        "whatever happens; docs/lab-faults.md shows a file.",
        epilog=exit_codes((0, 1, 2, 5), red="refuted, or not mended"),
    )
    experiment.add_argument("file", metavar="FILE", help="the experiment, in TOML")
    about = "where the journal goes (default: FILE with .journal.json)"
    experiment.add_argument("--journal", metavar="FILE", help=about)
    add_json(experiment, "the journal")
    experiment.set_defaults(command=Later("fabula.cli.lab.experiment:try_out"))
