"""What leaves the studio: the script in every format that was ordered, and the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fabula.engine import Hole, step
from fabula.media.screenplay.files import write_script
from fabula.productions.episode.order import EpisodeOrder, Paper
from fabula.productions.episode.report.facts import episode_report, read_at_table
from fabula.productions.episode.report.page import SCRIPT_PAGE, report_page
from fabula.productions.episode.revision import Draft
from fabula.productions.episode.screenplay import layout_of, screenplay_of
from fabula.productions.episode.script import Script

REPORTS = ("report.html", "report.json")

LINK = f' href="{SCRIPT_PAGE}#'.encode()
"""How the report's page points at a line, before it is known what the script is called."""


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


@dataclass(frozen=True, slots=True)
class Reports:
    """The report on an episode, as a page and as data."""

    page: bytes
    data: bytes


@step
def write_reports(draft: Draft, missing: tuple[tuple[str, str], ...], paper: Paper) -> Reports:
    """The report on an episode; `missing` has the title of each hole, and its reason."""
    read = read_at_table(draft.script, paper)
    data = json.dumps(episode_report(draft, read, missing), indent=1, ensure_ascii=False)
    return Reports(report_page(draft, read, missing).encode(), data.encode())


async def publish(
    draft: Draft, holes: Sequence[Hole], order: EpisodeOrder
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The script in every format, by format, the reports by name; and what to know about them.

    Args:
        draft: What was made.
        holes: The scenes that are missing.
        order: The formats and the paper.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for form in order.formats:
        sheets = await write_sheets(draft.script, form, order.paper)
        files[form] = sheets.data
        notes += sheets.notes
    missing = tuple((hole.title, hole.reason) for hole in holes)
    reports = await write_reports(draft, missing, order.paper)
    files |= zip(REPORTS, (reports.page, reports.data), strict=True)
    return files, tuple(dict.fromkeys(notes))


def named(files: Mapping[str, bytes], stem: str) -> dict[str, bytes]:
    """The files by their names in a folder of their own: the script is called `stem`.

    The report's page points into the script's, if that is there.
    """
    page = f' href="{quote(stem)}.html#'.encode() if "html" in files else b' data-at="'
    return {
        name if name in REPORTS else f"{stem}.{name}": data.replace(LINK, page)
        if name == "report.html"
        else data
        for name, data in files.items()
    }
