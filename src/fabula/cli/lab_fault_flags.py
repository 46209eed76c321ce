"""The flags of the lab's commands that break something on purpose."""

from __future__ import annotations

import argparse
from typing import Any

from fabula.cli.later import Later
from fabula.cli.shared_flags import add_json

PRODUCTIONS = ("video", "episode")


def add_proxy(verbs: Any, epilog: str) -> None:
    """Add `fabula lab proxy`."""
    proxy = verbs.add_parser(
        "proxy",
        help="stand before a server, and make its connections bad",
        description="Stand between clients and any server that speaks TCP, and make the "
        "connections as bad as one likes. Ctrl-C ends it, and tells what went through.",
        epilog=epilog,
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
    about = "of jitter, and of which connections are struck"
    proxy.add_argument("--seed", metavar="N", type=int, default=0, help=about)
    about = "end by itself after so long (default: on Ctrl-C)"
    proxy.add_argument("--for", metavar="TIME", dest="seconds", help=about)
    proxy.add_argument("--json", action="store_true", help="print what happens as JSON lines")
    proxy.set_defaults(command=Later("fabula.cli.lab_proxy:stand_between"))


def add_crash(verbs: Any, epilog: str) -> None:
    """Add `fabula lab crash`."""
    crash = verbs.add_parser(
        "crash",
        help="kill a command at one event after another; what is lost?",
        description="Run a command whole, then kill it (kill -9) at one event after another, each "
        "time in a fresh folder, and run it again there: the same works byte for byte, no step "
        "made again that had ended, nothing torn, nothing left over? Exit code 1 if something was "
        "lost. By default a small film and a small episode, offline.",
        epilog=epilog,
    )
    _add_points(crash)
    about = "a folder that the command works in, copied for each point (default: an empty one, "
    about += "with the files that the command names)"
    crash.add_argument("--in", metavar="FOLDER", dest="folder", help=about)
    about = "the longest that one execution may take (default: 600)"
    crash.add_argument("--patience", metavar="S", type=float, default=600.0, help=about)
    about = "an async function in place of a command, MODULE:NAME, killed at its writes too; "
    about += "docs/lab-faults.md shows one"
    crash.add_argument("--work", metavar="PLACE", help=about)
    _add_line(crash, "what is run: fabula video paper.md -o film.mp4 (after --)")
    add_json(crash, "the points")
    crash.set_defaults(command=Later("fabula.cli.lab_crash:sweep_points"))


def _add_points(parser: argparse.ArgumentParser) -> None:
    either = parser.add_mutually_exclusive_group()
    about = "so many points, spread evenly over the run (default: 12)"
    either.add_argument("--points", metavar="N", type=int, default=12, help=about)
    either.add_argument("--every", metavar="N", type=int, help="or at every so manieth event")


def _add_line(parser: argparse.ArgumentParser, about: str) -> None:
    parser.add_argument("line", metavar="COMMAND", nargs=argparse.REMAINDER, help=about)


def add_matrix(verbs: Any, epilog: str) -> None:
    """Add `fabula lab matrix`."""
    matrix = verbs.add_parser(
        "matrix",
        help="each fault of a provider at each moment of a work",
        description="Let each fault of a provider strike at each moment of a work, on the virtual "
        "clock: what is left, how soon it is noticed, how soon all is well again, what was paid in "
        "vain. The same figures on every machine.",
        epilog=epilog,
    )
    about = "what is made (default: video)"
    matrix.add_argument("--production", choices=PRODUCTIONS, default="video", help=about)
    about = 'faults as the simulator writes them, with ";" between: "429:1;close:0.5,model=text" '
    about += "(default: ten)"
    matrix.add_argument("--faults", metavar="LIST", help=about)
    about = "start, middle, throughout, or shares of the work such as 0.2-0.5 (default: all three)"
    matrix.add_argument("--moments", metavar="LIST", help=about)
    matrix.add_argument("--seed", metavar="N", type=int, default=0, help="of all chance")
    _add_reports(matrix)
    matrix.set_defaults(command=Later("fabula.cli.lab_matrix:strike_cells"))


def add_experiment(verbs: Any, epilog: str) -> None:
    """Add `fabula lab experiment`."""
    experiment = verbs.add_parser(
        "experiment",
        help="a hypothesis, what is done to it, and a rollback, as a file",
        description="Look whether a hypothesis holds, break something, look again, and mend it "
        "whatever happens; docs/lab-faults.md shows a file.",
        epilog=epilog,
    )
    experiment.add_argument("file", metavar="FILE", help="the experiment, in TOML")
    about = "where the journal goes (default: FILE with .journal.json)"
    experiment.add_argument("--journal", metavar="FILE", help=about)
    add_json(experiment, "the journal")
    experiment.set_defaults(command=Later("fabula.cli.lab_experiment:try_out"))


def add_rehearse(verbs: Any, epilog: str) -> None:
    """Add `fabula lab rehearse`."""
    rehearse = verbs.add_parser(
        "rehearse",
        help="works on the virtual clock, seed by seed: done in time?",
        description="Make a work by a simulated provider on the virtual clock, once for each seed: "
        "how long it takes, how long until its first part, and how probably it is done in time. An "
        "hour takes no time, and gives the same figures on every machine.",
        epilog=epilog,
    )
    about = "what is made (default: video)"
    rehearse.add_argument("--production", choices=PRODUCTIONS, default="video", help=about)
    about = "how often, each with other delays (default: 20)"
    rehearse.add_argument("--seeds", metavar="N", type=int, default=20, help=about)
    rehearse.add_argument("--seed", metavar="N", type=int, default=0, help="the first of them")
    about = 'of an answer, in s: "2", "lognormal(2, 1)" (default: lognormal(2, 1))'
    rehearse.add_argument("--latency", metavar="HOW", default="lognormal(2, 1)", help=about)
    about = 'of the provider, with ";" between: "503:0.05;429:0.1,seconds=2" (default: none)'
    rehearse.add_argument("--faults", metavar="LIST", help=about)
    about = "when it must be done: 30s, 10m"
    rehearse.add_argument("--deadline", metavar="TIME", help=about)
    about = "share of them that must be, else exit code 1 (default: 95%%)"
    rehearse.add_argument("--at-least", metavar="SHARE", default="95%", help=about)
    _add_reports(rehearse)
    rehearse.set_defaults(command=Later("fabula.cli.lab_rehearse:foretell"))


def _add_reports(parser: argparse.ArgumentParser) -> None:
    """What is written besides what is printed."""
    parser.add_argument("--out", metavar="FOLDER", help="lab-run.json and reports go here")
    about = "reports to write, with commas: html, reliability, json (default: json)"
    parser.add_argument("--format", metavar="NAME,NAME", help=about)
    about = "write the record as lab-run.json here, or into --out"
    parser.add_argument("--save", action="store_true", help=about)
    parser.set_defaults(generate_report=False)
