"""`fabula cache`: what is remembered, and letting go of what is old."""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from dataclasses import asdict
from pathlib import Path

from fabula.cli.exits import FAILED
from fabula.errors import BadSetting
from fabula.settings import read_settings
from fabula.store.cache import cache_info, prune
from fabula.store.studio_folder import StudioFolder

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
BYTES = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}


def show_info(flags: argparse.Namespace) -> int:
    """`fabula cache info`: sizes and last use by step.

    Returns:
        0, or 1 if something is damaged.
    """
    folder = store_folder(flags.folder)
    info = cache_info(folder, check=flags.check)
    if flags.json:
        print(json.dumps({"folder": str(folder), **asdict(info)}))
    else:
        print(f"{folder}: {sized(info.bytes)}")
        for kept in info.steps:
            ago = time.time() - kept.used_at
            word = "results" if kept.results > 1 else "result "
            size = f"{kept.results:6} {word} {sized(kept.bytes):>10}"
            print(f"{kept.name:24} {size}   used {aged(ago)} ago")
        if info.unneeded:
            print(f"{'(needed by no result)':24} {'':14} {sized(info.unneeded):>10}")
        runs, size = info.history.runs, sized(info.history.bytes)
        word = "runs" if runs != 1 else "run"
        print(f"{'(what happened in runs)':24} {runs:6} {word:7} {size:>10}")
        for line in info.damaged:
            print(f"damaged: {line}; it will be made again when it is needed")
    return FAILED if info.damaged else 0


def prune_cache(flags: argparse.Namespace) -> int:
    """`fabula cache prune`: let go of what was not used for long."""
    folder = store_folder(flags.folder)
    older = None if flags.older_than is None else seconds_of(flags.older_than)
    larger = None if flags.larger_than is None else bytes_of(flags.larger_than)
    if flags.keep_runs is not None and flags.keep_runs < 0:
        raise BadSetting(f"--keep-runs is {flags.keep_runs}; write it as 0 or more.")
    done = prune(folder, older_than=older, larger_than=larger, keep_runs=flags.keep_runs)
    if flags.json:
        print(json.dumps({"folder": str(folder), **asdict(done)}))
    else:
        print(
            f"{folder}: {done.results} results, {done.blobs} blobs and {done.runs} runs deleted, "
            f"{sized(done.freed)} freed, {sized(done.left)} left"
        )
    return 0


def store_folder(named: str | None) -> Path:
    """The folder of the memory: of a studio folder, or of this deployment."""
    if named is None:
        return read_settings(os.environ).folder
    studio = StudioFolder(Path(named))
    return studio.hidden if studio.hidden.is_dir() else studio.path


def seconds_of(text: str) -> float:
    """An age such as "30d", in seconds.

    Raises:
        BadSetting: It is no age.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw])", text.strip().lower())
    if found is None:
        raise BadSetting(f"--older-than is {text!r}; write it as 90m, 12h, 30d or 4w.")
    return float(found[1]) * SECONDS[found[2]]


def bytes_of(text: str) -> int:
    """A size such as "2GB", in bytes.

    Raises:
        BadSetting: It is no size.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?b|)", text.strip().lower())
    if found is None or found[2] not in {*BYTES, "b"}:
        raise BadSetting(f"--larger-than is {text!r}; write it as 500MB or 2GB.")
    return round(float(found[1]) * BYTES.get(found[2], 1))


def sized(size: float) -> str:
    """Bytes, as a person reads them: "1.2 GB"."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def aged(seconds: float) -> str:
    """A time span, as a person reads it: "3 days"."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        number = int(seconds / length)
        if number:
            return f"{number} {unit}" + ("s" if number > 1 else "")
    return "moments"
