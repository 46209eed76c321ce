"""The engine: steps that remember, runs, and parts made side by side. Plain Python."""

from __future__ import annotations

from fabula.engine.archive import Archive, Slot, Take
from fabula.engine.doubt import cast_doubt
from fabula.engine.events import Clock, follow
from fabula.engine.joint import together
from fabula.engine.keys import digest_of, digest_of_bytes
from fabula.engine.memo import remember
from fabula.engine.parts import Hole, Parts, fan_out
from fabula.engine.ports import Blobs, Event, Memory, Result, RunLog, RunRecord, Store
from fabula.engine.runs import Run, checkpoint, current_run, emit, new_run_id, open_run
from fabula.engine.steps import Step, step
from fabula.engine.telling import changes
from fabula.engine.trace import Spent, Trace, trace_of

__all__ = [
    "Archive",
    "Blobs",
    "Clock",
    "Event",
    "Hole",
    "Memory",
    "Parts",
    "Result",
    "Run",
    "RunLog",
    "RunRecord",
    "Slot",
    "Spent",
    "Step",
    "Store",
    "Take",
    "Trace",
    "cast_doubt",
    "changes",
    "checkpoint",
    "current_run",
    "digest_of",
    "digest_of_bytes",
    "emit",
    "fan_out",
    "follow",
    "new_run_id",
    "open_run",
    "remember",
    "step",
    "together",
    "trace_of",
]
