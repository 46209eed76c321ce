"""What a server tells of a run, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["queued", "running", "finished", "failed", "cancelled", "killed"]
"""What a run is; the last four are for good, but a killed one can go on."""

GOING_ON: frozenset[State] = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Args:
        stage: What it does: "writing", "joining".
        part: What its parts are called: "scene".
        done: Parts that are made.
        total: Parts known so far.
        failed: Parts that could not be made.
        seconds_left: How long the others will take; None while nobody can tell.
        usd: What it cost so far; None if the price of a call is unknown.
        saved_usd: What was remembered would have cost so much again.
    """

    stage: str = ""
    part: str = ""
    done: int = 0
    total: int = 0
    failed: int = 0
    seconds_left: float | None = None
    usd: float | None = None
    saved_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that could not be made: a hole in the work."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunStatus:
    """A run, as the server has it.

    Args:
        run: Its id.
        project: Whose work it makes.
        production: "video", "episode".
        state: What it is.
        asked_at: When it was asked for, in Unix seconds.
        started_at: When it began; None while it waits for its turn.
        ended_at: When it ended; None while it goes on.
        progress: How far it is.
        failure: Why it failed.
        holes: What is missing in the work.
        headline: What was made: "2:57, 9 scenes, 4.1 MB".
        notes: What a person should know of it.
        files: What was written into the project.
        made: Steps that were made.
        remembered: Steps that were remembered.
    """

    run: str
    project: str
    production: str = ""
    state: State = "queued"
    asked_at: float = 0.0
    started_at: float | None = None
    ended_at: float | None = None
    progress: Progress = field(default_factory=Progress)
    failure: str = ""
    holes: tuple[Missing, ...] = ()
    headline: str = ""
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    made: int = 0
    remembered: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in GOING_ON


def read_status(told: Mapping[str, Any]) -> RunStatus:
    """A status as the server tells it; what a later server tells besides is left out."""
    steps = told.get("steps") or {}
    return RunStatus(
        run=told["run"],
        project=told["project"],
        production=told.get("production") or "",
        state=told.get("state", "queued"),
        asked_at=told.get("asked_at") or 0.0,
        started_at=told.get("started_at"),
        ended_at=told.get("ended_at"),
        progress=_progress(told.get("progress") or {}),
        failure=_failure(told.get("failure")),
        holes=tuple(Missing(one["title"], one["reason"]) for one in told.get("holes") or ()),
        headline=told.get("headline") or "",
        notes=tuple(told.get("notes") or ()),
        files=tuple(told.get("files") or ()),
        made=steps.get("made", 0),
        remembered=steps.get("remembered", 0),
    )


def _failure(told: object) -> str:
    """What went wrong and what to do, as a person reads it."""
    if not isinstance(told, Mapping):
        return str(told or "")
    return f"{told.get('message') or told.get('kind')} {told.get('remedy') or ''}".strip()


def _progress(told: Mapping[str, Any]) -> Progress:
    known = {name: told[name] for name in Progress.__slots__ if told.get(name) is not None}
    return Progress(**known)
