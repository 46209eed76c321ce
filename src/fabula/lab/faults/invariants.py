"""What must hold whatever happens: read off a run's events, its bill, and the folder of its store.

Each check is a yes or a no with its reason; the share of yeses is the integrity of the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fabula.engine import Event, RunRecord
from fabula.engine.bill import total_of
from fabula.engine.ports import STATE_AFTER
from fabula.engine.progress import Progress
from fabula.store.cache import cache_info

ROUNDING = 1e-6
"""Dollars by which sums of the same bills may differ."""

IN_ADVANCE_SECONDS = 0.05
"""What was on its way when a run was cancelled may still begin for so long."""


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: whether it held, and if not, why not."""

    name: str
    holds: bool
    why: str = ""


def integrity(checks: Sequence[Check]) -> float:
    """Share of the checks that held, 0 to 1; 1 of none."""
    return sum(check.holds for check in checks) / len(checks) if checks else 1.0


def check_run(record: RunRecord | None, events: Sequence[Event]) -> tuple[Check, ...]:
    """What every run keeps to: it ends, its events are whole, its progress never goes back."""
    rules: Mapping[str, Callable[[RunRecord | None, Sequence[Event]], Iterator[str]]] = {
        "ends": _ends,
        "numbered": _numbered,
        "progress": _progress,
        "parts": _parts,
        "steps": _steps,
    }
    return tuple(
        Check(name, not said, said)
        for name, rule in rules.items()
        for said in [next(rule(record, events), "")]
    )


def check_bill(events: Sequence[Event], ledger: float, *, cut_off: bool = False) -> Check:
    """What the events say that calls cost is what the purse of the run paid.

    A call that was cancelled on its way is paid in full by the purse, for its provider may have
    done it; no event tells what it cost. So the purse may have paid more where calls were cut off,
    as those beside one that failed are, and never less.

    Args:
        events: Of the run.
        ledger: What the purse paid, in dollars.
        cut_off: Whether calls of the run were cancelled.
    """
    billed = total_of(events).usd
    short, over = billed - ledger > ROUNDING, ledger - billed > ROUNDING
    differ = short or (over and not cut_off)
    why = f"the events tell ${billed:.6f}, the ledger ${ledger:.6f}" if differ else ""
    return Check("bill", not differ, why)


def check_cancel(events: Sequence[Event], at: float, asked: Sequence[float] = ()) -> Check:
    """After a cancel nothing is begun and nobody is asked.

    Args:
        events: Of the run.
        at: When it was cancelled, on the run's clock.
        asked: When the provider was asked, on the same clock, if it can tell.
    """
    late = at + IN_ADVANCE_SECONDS
    begun = sum(event.kind == "step.started" and event.at > late for event in events)
    paid = sum(time > late for time in asked)
    why = f"{begun} steps begun, {paid} calls made after the cancel" if begun or paid else ""
    return Check("cancelled", not why, why)


def check_folder(folder: Path) -> tuple[Check, ...]:
    """Every asset is what was stored; no result lacks one; there are none that nobody needs.

    Args:
        folder: Of the store, while nobody writes to it.

    Raises:
        UserError: There is no store in it.
    """
    info = cache_info(folder, check=True)
    damaged = "; ".join(info.damaged[:3])
    beside = [path.name for path in (folder / "blobs").rglob(".*") if path.is_file()]
    why = f"{info.unneeded} bytes of blobs that no result needs" if info.unneeded else ""
    why = why or (f"left half-written: {', '.join(beside[:3])}" if beside else "")
    return Check("assets", not damaged, damaged), Check("orphans", not why, why)


def _ends(record: RunRecord | None, events: Sequence[Event]) -> Iterator[str]:
    if record is None or not events:
        yield "there is no record of it"
    elif record.state == "running":
        yield "it neither goes on nor has it ended"
    elif record.state != "killed" and STATE_AFTER.get(events[-1].kind) != record.state:
        yield f"it is {record.state}, but its last event is {events[-1].kind}"


def _numbered(_record: RunRecord | None, events: Sequence[Event]) -> Iterator[str]:
    numbers = [event.seq for event in events]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"{len(numbers)} events are numbered up to {max(numbers, default=0)}"


def _progress(_record: RunRecord | None, events: Sequence[Event]) -> Iterator[str]:
    progress, before = Progress(), 0
    for event in events:
        progress.take(event)
        ended = progress.done + progress.failed
        if event.kind == "run.started":
            before = 0
        elif ended < before or ended > progress.total:
            yield f"at event {event.seq}, {ended} of {progress.total} parts after {before}"
        before = ended


def _parts(record: RunRecord | None, events: Sequence[Event]) -> Iterator[str]:
    """Each part of a finished run was made or is told as a hole."""
    open_parts: set[tuple[object, ...]] = set()
    for event in events:
        kind, _, news = event.kind.partition(".")
        if event.kind == "run.started":
            open_parts.clear()
        if kind == "part":
            key = event.fields.get("span"), event.fields["part"], event.fields["index"]
            (open_parts.add if news == "started" else open_parts.discard)(key)
    if record is not None and record.state == "finished" and open_parts:
        yield f"{len(open_parts)} parts were begun and neither made nor failed"


def _steps(_record: RunRecord | None, events: Sequence[Event]) -> Iterator[str]:
    """Nothing that was made in an execution is made in it once more."""
    made: set[str] = set()
    for event in events:
        if event.kind == "run.started":
            made.clear()
        if event.kind == "step.finished" and event.fields["how"] == "made":
            key = str(event.fields["key"])
            if key in made:
                yield f"step {event.fields['step']} was made twice"
            made.add(key)
