"""`fabula lab experiment`: a hypothesis, what is done to it, and a rollback, as a file."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from fabula.cli.lab.writing import GOOD, NOTHING, RED, open_console, print_plain
from fabula.errors import BadSetting
from fabula.lab.faults.trial import Story
from fabula.lab.faults.trial_file import read_trial
from fabula.store.studio_folder import write_whole

JOURNAL = ".journal.json"


def try_out(flags: argparse.Namespace) -> int:
    """Carry the experiment out, and write its journal."""
    path = Path(flags.file)
    trial = read_trial(path)
    place = Path(flags.journal or path.with_suffix(JOURNAL).name)
    console = Console(stderr=True, highlight=False) if flags.json else open_console()

    def told(line: str) -> None:
        print_plain(console, line)

    told(f"{trial.title}: {trial.hypothesis}")
    story = Story()
    journal: dict[str, Any] = {
        "title": trial.title,
        "hypothesis": str(trial.hypothesis),
        "status": "stopped",
    }
    try:
        journal = asyncio.run(trial.carry_out(story, told))
    except OSError as error:
        raise BadSetting(f"{path}: a proxy cannot stand: {error.strerror or error}.") from None
    finally:
        # What was done is known even of an experiment that somebody stopped.
        written = json.dumps({**journal, **asdict(story)}, indent=1, ensure_ascii=False)
        write_whole(place, written.encode())
    for line in verdict(journal):
        told(line)
    told(str(place))
    if flags.json:
        print(written)
    return code_of(journal)


def verdict(journal: dict[str, Any]) -> list[str]:
    """What came of it, in lines."""
    reason = f": {journal['reason']}" if journal["reason"] else ""
    lines = [f"{journal['status'].upper()}{reason}"]
    if journal["status"] == "not steady":
        return lines
    if not journal["mended"]:
        lines.append("The rollback did not go through: mend it by hand.")
    if not journal["recovered"]:
        lines.append("After the rollback the hypothesis still does not hold.")
    if journal["repair_seconds"] is not None:
        lines.append(f"Good answers again {journal['repair_seconds']:.2f} s after the rollback.")
    return lines


def code_of(journal: dict[str, Any]) -> int:
    """0 upheld and mended, 1 not, 5 it was not begun."""
    if journal["status"] == "not steady":
        return NOTHING
    well = journal["status"] == "upheld" and journal["mended"] and journal["recovered"]
    return GOOD if well else RED
