"""Where a figure was measured: the machine, what it runs, and how busy it was."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from hashlib import blake2b
from importlib import metadata
from pathlib import Path

from fabula.lab.record import Environment

PACKAGES = ("fabula", "av", "h11", "httpx2", "pillow", "pydantic", "typst")
"""Those that figures depend on."""


def look_around() -> Environment:
    """The environment of this process, now."""
    cpu, cores, memory = _cpu(), _cores(), _memory_mb()
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    python = platform.python_version()
    short = ".".join(python.split(".")[:2])
    traits = f"{cpu}|{cores}|{round(memory / 1024)}|{platform.system()}|{short}"
    return Environment(
        machine=blake2b(traits.encode(), digest_size=6).hexdigest(),
        cpu=cpu,
        cores=cores,
        memory_mb=memory,
        system=system,
        python=python,
        packages=dict(_versions()),
        load=round(_load() / cores, 2),
        revision=revision_of(Path(__file__).parent),
    )


def revision_of(folder: Path) -> str:
    """The commit of a folder's source, with "+" if it was changed since; empty if it has none."""
    # An installed package may lie in somebody else's repository, whose commit would say nothing.
    if not _git(folder, "ls-files", "."):
        return ""
    return _git(folder, "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*")


def _git(folder: Path, *words: str) -> str:
    try:
        said = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    except OSError:
        return ""
    return said.stdout.decode(errors="replace").strip() if said.returncode == 0 else ""


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory_mb() -> int:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", ()):
        return 0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _versions() -> Iterator[tuple[str, str]]:
    for name in PACKAGES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
