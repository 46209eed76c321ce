"""What leaves the studio: the script in every format that was ordered, and the report."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fabula.engine import step
from fabula.media.screenplay.files import write_script
from fabula.productions.episode.order import EpisodeOrder, Paper
from fabula.productions.episode.recipe import Episode
from fabula.productions.episode.report import episode_report
from fabula.productions.episode.report_page import report_page
from fabula.productions.episode.screenplay import layout_of, screenplay_of
from fabula.productions.episode.script import Script

REPORTS = ("report.html", "report.json")


@dataclass(frozen=True, slots=True)
class Sheets:
    """A script in one format.

    Args:
        data: The file.
        notes: What could not be written as it is meant.
    """

    data: bytes
    notes: tuple[str, ...] = ()


@step(packages=("typst",))
def write_sheets(script: Script, form: str, paper: Paper) -> Sheets:
    """A script in one format: "fountain", "fdx", "pdf", "html" or "json"."""
    written = write_script(screenplay_of(script), form, layout_of(script.bible.style, paper))
    return Sheets(written.data, written.notes)


async def episode_files(
    episode: Episode, order: EpisodeOrder, stem: str
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files of an episode by their names, the script first, and what to know about them.

    Args:
        episode: What was made.
        order: The formats and the paper.
        stem: What the script is called.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for form in order.formats:
        sheets = await write_sheets(episode.draft.script, form, order.paper)
        files[f"{stem}.{form}"] = sheets.data
        notes += sheets.notes
    report = episode_report(episode, order.paper)
    files["report.html"] = report_page(episode, order.paper).encode()
    files["report.json"] = json.dumps(report, indent=1, ensure_ascii=False).encode()
    return files, tuple(dict.fromkeys(notes))
