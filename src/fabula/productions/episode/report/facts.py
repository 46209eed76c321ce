"""What a person wants to know of an episode, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fabula.media.screenplay.layout.paginator import Pagination
from fabula.productions.episode.measures.clock import EpisodeClock, read_clock
from fabula.productions.episode.revision import Draft
from fabula.productions.episode.screenplay import pages_of
from fabula.productions.episode.script import Script

VERSION = 1
"""Of the form of the report: raised when a field changes its meaning."""


@dataclass(frozen=True, slots=True)
class TableRead:
    """A script as it is read at a table: on the clock, and from pages."""

    clock: EpisodeClock
    pages: Pagination


def read_at_table(script: Script, paper: str = "letter") -> TableRead:
    """Read a script once, for all that is reported of it.

    Args:
        script: The script.
        paper: "letter" or "a4".
    """
    return TableRead(read_clock(script), pages_of(script, paper))


def episode_report(
    draft: Draft, read: TableRead, missing: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The report, ready for JSON: times in seconds, scores from 0 to 1.

    Args:
        draft: What was made.
        read: Its script, read.
        missing: The scenes that are missing, by title, and why.
    """
    script, report, clock, pages = draft.script, draft.report, read.clock, read.pages
    return {
        "version": VERSION,
        "show": script.bible.show,
        "title": script.outline.title,
        "style": script.bible.style,
        "passed": report.validation_passed,
        "score": report.overall_quality_score.value,
        "seconds": round(clock.seconds, 1),
        "pages": len(pages.pages),
        "scenes": _scenes(script, clock, pages),
        "holes": [{"scene": title, "reason": reason} for title, reason in missing],
        "notes": list(draft.notes),
        "comedy": asdict(draft.comedy),
        "blind_reader": {"right": report.told_apart, "by_chance": report.told_by_chance},
        "validation": asdict(report),
    }


def _scenes(script: Script, clock: EpisodeClock, pages: Pagination) -> list[dict[str, Any]]:
    """Each scene as a table read would time it."""
    lengths = {scene.id: scene for scene in pages.scenes}
    rows = []
    for planned, scene in script.played():
        length = lengths[f"s{planned.number}"]
        rows.append(
            {
                "number": planned.number,
                "act": planned.act,
                "location": planned.location,
                "seconds": round(clock.scene_seconds(planned.number), 1),
                "page": length.page,
                "eighths": length.eighths,
                "printed": length.printed,
                "lines": len(scene.dialogue.dialogue_lines),
                "words": sum(len(x.line.split()) for x in scene.dialogue.dialogue_lines),
                "jokes": scene.dialogue.comedic_beats_count,
                "characters": list(planned.characters),
            }
        )
    return rows
