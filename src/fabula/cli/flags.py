"""The flags of every command; what a film can be asked for is read off `VideoOrder`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from importlib import metadata
from typing import Any

import shtab

from fabula.cli.convert_flags import add_convert_command
from fabula.cli.exits import EXIT_CODES, USAGE
from fabula.cli.lab.flags import add_lab_command
from fabula.cli.later import Later
from fabula.cli.model_flags import add_model_command, add_models
from fabula.cli.serve_flags import add_serve_command
from fabula.cli.shared_flags import add_folder, add_home, add_json, add_quiet
from fabula.cli.simulate_flags import add_simulate_command
from fabula.cli.take_flags import add_take_commands
from fabula.productions.episode.order import EpisodeOrder
from fabula.productions.video.order import VideoOrder


class Version(argparse.Action):
    """`--version`, looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print the version and leave."""
        print(metadata.version("fabula"))
        parser.exit()


def read_flags(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command and its flags; prints help and leaves where that was asked for."""
    parser = build_parser()
    flags = parser.parse_args(arguments)
    if not hasattr(flags, "command"):
        parser.print_help()
        parser.exit(USAGE)
    return flags


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, as the documents show it."""
    parser = _parser(
        prog="fabula",
        description="Make for generated media: documents and ideas become finished works.",
    )
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_video(commands)
    _add_episode(commands)
    _add_new(commands)
    _add_run(commands)
    _add_status(commands)
    add_take_commands(commands)
    add_convert_command(commands)
    _add_runs(commands)
    _add_trace(commands)
    add_model_command(commands)
    add_serve_command(commands)
    add_simulate_command(commands)
    add_lab_command(commands)
    _add_cache(commands)
    _add_completion(commands)
    return parser


def _parser(**words: Any) -> argparse.ArgumentParser:
    words.setdefault("epilog", EXIT_CODES)
    return argparse.ArgumentParser(**words)


def _add_video(commands: Any) -> None:
    video = commands.add_parser(
        "video",
        help="make a narrated film of a document",
        description="Make a narrated film of a document: PDF, DOCX, Markdown, HTML, text or a URL.",
        epilog=EXIT_CODES,
    )
    source = video.add_argument("source", metavar="SOURCE", help="a file or a web address")
    source.complete = shtab.FILE
    video.add_argument("-o", "--out", metavar="FILE", help="the film (default: SOURCE.mp4, here)")
    video.add_argument("--keep", metavar="FOLDER", help="a studio folder to edit and run again")
    video.add_argument("--plan", action="store_true", help="only say what would be made")
    _add_watch(video)
    _add_order(video, VideoOrder, "the film")
    add_models(video, "writer", "speech")
    _add_budget(video)
    _add_display(video)
    video.set_defaults(command=Later("fabula.cli.video:make_video"))


def _add_episode(commands: Any) -> None:
    episode = commands.add_parser(
        "episode",
        help="write an episode of a sitcom",
        description="Write an episode of a sitcom from an outline (YAML: a premise is enough), or "
        "go on from a script (Fountain, FDX): the script, and a report on its comedy.",
        epilog=EXIT_CODES,
    )
    source = episode.add_argument("source", metavar="SOURCE", help="outline.yaml, script.fountain")
    source.complete = shtab.FILE
    about = "a folder for the files, or the script's name (default: SOURCE's, here)"
    episode.add_argument("-o", "--out", metavar="PLACE", help=about)
    episode.add_argument("--keep", metavar="FOLDER", help="a studio folder to edit and run again")
    episode.add_argument("--plan", action="store_true", help="only say what would be made")
    _add_order(episode, EpisodeOrder, "the episode")
    add_models(episode, "writer", "critic")
    _add_budget(episode)
    _add_display(episode)
    episode.set_defaults(command=Later("fabula.cli.episode:make_episode"), watch=False)


def _add_new(commands: Any) -> None:
    new = commands.add_parser("new", help="begin a studio folder", epilog=EXIT_CODES)
    new.add_argument("production", choices=["video", "episode"], help="what it will make")
    new.add_argument("folder", metavar="FOLDER", help="a folder that does not exist yet")
    about = "a document, an outline, a script (default: a worked example)"
    new.add_argument("--source", metavar="FILE", help=about)
    new.set_defaults(command=Later("fabula.cli.folders:begin"))


def _add_run(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="make what a studio folder asks for",
        description="Make what the folder's fabula.yaml asks for; only what changed is made again.",
        epilog=EXIT_CODES,
    )
    add_folder(run)
    _add_watch(run)
    add_models(run, "writer", "critic", "speech")
    _add_budget(run)
    _add_display(run)
    run.set_defaults(command=Later("fabula.cli.folders:run"))


def _add_status(commands: Any) -> None:
    status = commands.add_parser("status", help="what in a folder is edited, stale or missing")
    add_folder(status)
    add_json(status)
    status.set_defaults(command=Later("fabula.cli.folders:status"))


def _add_runs(commands: Any) -> None:
    runs = commands.add_parser("runs", help="list what was run", epilog=EXIT_CODES)
    add_home(runs)
    runs.add_argument("--limit", metavar="N", type=int, default=20, help="the last N (default: 20)")
    add_json(runs, "them")
    runs.set_defaults(command=Later("fabula.cli.looking:list_runs"))


def _add_trace(commands: Any) -> None:
    trace = commands.add_parser(
        "trace",
        help="where the time of a run went",
        description="Explain a run: every moment of it, how near to the ideal, its bottleneck.",
        epilog=EXIT_CODES,
    )
    about = "its id, or how the id begins (default: the last run)"
    trace.add_argument("run", metavar="RUN", nargs="?", help=about)
    add_home(trace)
    trace.add_argument("--html", metavar="FILE", help="write a timeline to look at in a browser")
    about = "NAME=2x: how long, were it twice as fast; PART=8: were 8 at work at once; repeatable"
    trace.add_argument("--what-if", metavar="CHANGE", action="append", default=[], help=about)
    add_json(trace, "all of it")
    trace.set_defaults(command=Later("fabula.cli.looking:show_trace"))


def _add_cache(commands: Any) -> None:
    cache = commands.add_parser("cache", help="what is remembered, and letting go of what is old")
    verbs = cache.add_subparsers(metavar="COMMAND", required=True, help="what to do")
    info = verbs.add_parser("info", help="sizes and last use, by step")
    info.add_argument("--check", action="store_true", help="read it all, and name what is damaged")
    info.set_defaults(command=Later("fabula.cli.cache:show_info"))
    prune = verbs.add_parser(
        "prune",
        help="let go of what was not used for long",
        description="Delete remembered results, those not used for longest first, blobs that no "
        "result needs, and old runs with their events. Pinned takes and what a person wrote stay, "
        "and the runs that they are of. Safe while other runs go on.",
    )
    prune.add_argument(
        "--older-than", metavar="AGE", help="not used, or run, for 90m, 12h, 30d, 4w"
    )
    prune.add_argument("--larger-than", metavar="SIZE", help="until 500MB, 2GB or less is left")
    about = "only the latest N runs stay, with their events"
    prune.add_argument("--keep-runs", metavar="N", type=int, help=about)
    prune.set_defaults(command=Later("fabula.cli.cache:prune_cache"))
    for verb in (info, prune):
        about = "a studio folder (default: what all other runs of this user remember)"
        verb.add_argument("folder", metavar="FOLDER", nargs="?", help=about)
        add_json(verb)


def _add_completion(commands: Any) -> None:
    completion = commands.add_parser("completion", help="print a script that completes commands")
    completion.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)
    completion.set_defaults(command=_print_completion)


def _print_completion(flags: argparse.Namespace) -> int:
    print(shtab.complete(build_parser(), shell=flags.shell))
    return 0


def _add_order(parser: argparse.ArgumentParser, kind: Any, title: str) -> None:
    """One flag for every choice of the order; its default and range are told by the order."""
    group = parser.add_argument_group(title)
    for item in fields(kind):
        usual: Any = item.default
        default = ",".join(usual) if isinstance(usual, tuple) else usual
        about = item.metadata["about"] + (f" (default: {default})" if default else "")
        words = item.metadata["allowed"]
        group.add_argument(
            f"--{item.name}",
            metavar="|".join(words) or {int: "N", float: "X"}.get(type(item.default), "NAME"),
            help=about.replace("%", "%%"),
        )


def _add_budget(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("budget of a run (what is remembered costs nothing)")
    group.add_argument("--budget", metavar="USD", help="the most that models may cost, in dollars")
    group.add_argument("--budget-tokens", metavar="N", help="the most tokens, in and out together")
    group.add_argument("--budget-seconds", metavar="S", help="the longest time")
    group.add_argument(
        "--at-limit",
        metavar="stop|degrade|ask",
        help="stop, to be gone on with later; let the next model of the chain do it; or ask for "
        "more on the terminal (default: stop)",
    )


def _add_watch(parser: argparse.ArgumentParser) -> None:
    about = "let FILE.part.mp4 grow beside the film, to be watched while it is made"
    parser.add_argument("--watch", action="store_true", help=about)


def _add_display(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")
    add_quiet(parser)
