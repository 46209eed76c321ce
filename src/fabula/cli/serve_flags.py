"""The flags of `fabula serve`."""

from __future__ import annotations

from typing import Any

import shtab

from fabula.cli.later import Later

PORT = 8000


def add_serve_command(commands: Any) -> None:
    """Add `fabula serve`."""
    serve = commands.add_parser(
        "serve",
        help="keep projects and make them for others, over HTTP",
        description="Serve studio folders over HTTP: projects, runs, events. Runs that are in work "
        "when it ends go on when it is started again.",
        epilog="exit codes: 0 ended, 2 usage, bad input or port in use",
    )
    about = "at which address of this machine (default: 127.0.0.1); others need --keys"
    serve.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help=about)
    about = f"where it listens; 0: any free one (default: {PORT})"
    serve.add_argument("--port", metavar="N", type=int, default=PORT, help=about)
    about = "where it keeps everything (default: `server` in FABULA_HOME)"
    serve.add_argument("--home", metavar="FOLDER", help=about).complete = shtab.DIRECTORY
    about = "TOML file of who may ask (default: FABULA_SERVER_KEYS, or whoever is on this machine)"
    serve.add_argument("--keys", metavar="FILE", help=about).complete = shtab.FILE
    about = "print a new key of this owner, enter it in the file of keys, and leave"
    serve.add_argument("--new-key", metavar="OWNER", help=about)
    about = "runs that are worked on at the same time (default: FABULA_SERVER_RUNS, or 2)"
    serve.add_argument("--runs", metavar="N", type=int, help=about)
    serve.set_defaults(command=Later("fabula.cli.serve:run"))
