"""Environments for what we are compared with: each in the user's cache, apart from our own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterable

from platformdirs import user_cache_path


def python_with(packages: Iterable[str], *place: str) -> str:
    """The interpreter of an environment that has these packages; made if need be.

    Args:
        packages: As pip names them, with versions.
        place: The folder in the cache.
    """
    folder = user_cache_path("fabula").joinpath(*place)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = " ".join(packages)
    stamp = folder / "installed.txt"
    if not stamp.is_file() or stamp.read_text() != wanted:
        print(f"Installing {wanted} into {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*command, *wanted.split()], check=True)
        stamp.write_text(wanted)
    return str(python)
