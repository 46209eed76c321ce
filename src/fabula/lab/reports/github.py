"""A summary for GitHub's Actions: from `$GITHUB_STEP_SUMMARY` it gets on the run's page."""

from __future__ import annotations

from fabula.lab.record import Record
from fabula.lab.reports.layout import bullets, section, table
from fabula.lab.reports.rows import environment_lines, headline, metric_rows
from fabula.lab.reports.sections import comparisons, named, recommendations, targets, times


def github_report(record: Record) -> str:
    """Headline, what was missed, targets; the figures and the machine folded away."""
    good = not any(verdict.state in ("FAIL", "INVALID") for verdict in record.verdicts)
    failed = [
        f"`{one.id}`: {one.reason}" for one in record.outcomes if one.state in ("failed", "invalid")
    ]
    blocks = [
        f"## {'✅' if good and not failed else '❌'} Fabula lab: {headline(record)}",
        "" if good else recommendations(record, "What to do", ""),
        section("Scenarios that failed", bullets(failed)) if failed else "",
        comparisons(record),
        targets(record) if record.verdicts else "",
        _folded("Figures", times(metric_rows(record), "what", named)),
        _folded("Environment", table(("", ""), environment_lines(record))),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def complaints(record: Record) -> list[str]:
    """A line for each miss that GitHub shows beside the run, by its workflow commands."""
    return [
        f"::error title={one.target.id}::{_one_line(f'{one.target.says}: {one.reason}')}"
        for one in record.verdicts
        if one.state == "FAIL"
    ]


def _one_line(text: str) -> str:
    """As GitHub's commands want it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _folded(title: str, text: str) -> str:
    if not text:
        return ""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"
