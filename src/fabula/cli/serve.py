"""`fabula serve`: studio folders over HTTP, until Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

from fabula.cli.exits import MADE
from fabula.errors import BadSetting
from fabula.settings import Settings, read_settings

LOG = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def run(flags: argparse.Namespace) -> int:
    """Serve until somebody ends it; or make a key."""
    settings = read_settings(os.environ)
    place = flags.keys or settings.server_keys
    keys = Path(place).expanduser() if place else None
    if flags.new_key:
        return _new_key(keys, flags.new_key)
    if flags.runs is not None:
        settings = replace(settings, server_runs=_count(flags.runs))
    _serve(flags, settings, keys)
    return MADE


def _new_key(keys: Path | None, owner: str) -> int:
    from fabula.server.owners import new_key

    if keys is None:
        raise BadSetting("--new-key needs the file that keys are kept in: --keys FILE.")
    print(new_key(keys, owner))
    print(f"This key of {owner} is told once; {keys} has only its digest.", file=sys.stderr)
    return MADE


def _serve(flags: argparse.Namespace, settings: Settings, keys: Path | None) -> None:
    from fabula.server.house import House
    from fabula.server.owners import read_owners
    from fabula.server.serving import serve

    logging.basicConfig(format=LOG, stream=sys.stderr, level=logging.WARNING)
    home = Path(flags.home).expanduser() if flags.home else settings.folder / "server"
    house = House(home, settings, os.environ, read_owners(keys))
    serve(house, flags.host, flags.port, _tell)


def _tell(address: str) -> None:
    print(f"Serving {address}", file=sys.stderr, flush=True)


def _count(runs: int) -> int:
    if runs < 1:
        raise BadSetting(f"--runs is {runs}; the least is 1.")
    return runs
