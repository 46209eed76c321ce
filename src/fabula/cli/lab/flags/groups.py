"""The help of `fabula lab`: its commands in groups, so that the many stay readable."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence

GROUPS: Mapping[str, Sequence[str]] = {
    "measure and judge": ("run", "list", "report", "verify"),
    "compare": ("ab", "history", "bisect"),
    "load": ("load", "capacity", "locust"),
    "break it on purpose": ("proxy", "crash", "matrix", "experiment"),
    "time and resources": ("rehearse", "leak"),
    "begin, and look after": ("init", "new", "doctor"),
}
"""What belongs together, in the order in which it is listed; other commands come last."""

_LISTED = re.compile(r"^  COMMAND.*\n(?:    .*\n?)+", re.MULTILINE)
_COMMAND = re.compile(r"^    ([a-z]+)\s+(.*(?:\n {6,}.*)*)", re.MULTILINE)


class Grouped(argparse.HelpFormatter):
    """Lists commands below the headings of `GROUPS`."""

    def format_help(self) -> str:
        """The help, its commands sorted."""
        return _LISTED.sub(lambda listed: _grouped(listed[0]), super().format_help())


def _grouped(listed: str) -> str:
    abouts = {name: " ".join(about.split()) for name, about in _COMMAND.findall(listed)}
    width = max(map(len, abouts)) + 2
    named = {name for names in GROUPS.values() for name in names}
    lines = []
    for title, names in {**GROUPS, "more": [one for one in abouts if one not in named]}.items():
        found = [f"    {name:{width}}{abouts[name]}" for name in names if name in abouts]
        lines += [f"  {title}:", *found] if found else []
    return "\n".join(lines) + "\n"
