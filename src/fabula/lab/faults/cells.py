"""The cells of a fault matrix as a person reads them, and as a record has them."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.errors import BadSetting
from fabula.lab import metrics
from fabula.lab.context import Lab
from fabula.lab.faults.matrix import MOMENTS, Moment, Struck
from fabula.lab.record import Table
from fabula.models.simulator import Fault, read_fault

FAULTS = (
    "429:1,seconds=0.5",
    "503:1,seconds=0.5",
    "500:1",
    "close:1",
    "drop:1",
    "stall:1,seconds=5",
    "slow:1,seconds=5",
    "bad-json:1,model=text",
    "length:1,model=text",
    "garbled:1,model=speech",
)
"""What strikes where nobody says; as the simulator writes it."""

COLUMNS = (
    "fault", "moment", "left", "later", "retries", "detect", "MTTR", "integrity", "breaker",
    "wasted",
)  # fmt: skip
DEFINITIONS = (
    "Times are virtual seconds. Each word is defined in docs/lab-faults.md#definitions: detect, "
    "from the begin of the fault to the first operation that failed; MTTR, from its end to the "
    "first of five good operations in a row; integrity, invariants that held; wasted, what was "
    "paid for answers that no call gave in the end."
)


def read_moments(text: str) -> tuple[Moment, ...]:
    """The moments that are named: "start,middle", "throughout", or shares such as "0.2-0.5".

    Raises:
        BadSetting: There is no such moment.
    """
    return tuple(map(_moment, text.split(",")))


def _moment(text: str) -> Moment:
    known = {moment.name.rpartition(" ")[2]: moment for moment in MOMENTS}
    word = text.strip()
    if word in known:
        return known[word]
    begin, _, end = word.partition("-")
    try:
        moment = Moment(word, float(begin), float(end))
    except ValueError:
        moment = Moment(word, 1, 0)
    if not 0 <= moment.begin < moment.end:
        names = ", ".join(known)
        raise BadSetting(f"{word!r} is no moment: {names}, or shares of the work such as 0.2-0.5.")
    return moment


def passes(cell: Struck) -> bool:
    """Whether the fault went by itself before the work did: what never passes cannot be mended."""
    return cell.moment != MOMENTS[-1].name


def record_cells(lab: Lab, cells: Sequence[Struck], work: str) -> None:
    """Record what became of the cells: their figures, and a table for reports.

    Args:
        lab: The run of the scenario.
        cells: Of the matrix.
        work: What was made, for people.
    """
    for cell in cells:
        label = {"fault": cell.fault, "moment": cell.moment}
        lab.check(metrics.JOBS, cell.outcome == "made", **label)
        if passes(cell) and cell.recovery.failed:
            lab.check(metrics.RECOVERY, cell.outcome != "failed", **label)
        for metric, seconds in (
            (metrics.DETECTION, cell.recovery.detect),
            (metrics.REPAIR, cell.recovery.repair),
        ):
            if seconds is not None:
                lab.record(metric, seconds, **label)
        lab.record(metrics.WASTED, cell.wasted, **label)
        for check in cell.checks:
            if not lab.check(metrics.INTEGRITY, check.holds, invariant=check.name, **label):
                lab.say(f"{cell.fault}, {cell.moment}: {check.name}: {check.why}")
    rows = tuple(map(row_of, cells))
    lab.tables.append(Table(f"Faults x moments: {work}", COLUMNS, rows, "reliability", DEFINITIONS))
    lab.say(told(cells))


def row_of(cell: Struck) -> tuple[str, ...]:
    """One cell as a row of the table."""
    holes = f", {cell.holes} missing" if cell.holes and not cell.failure else ""
    return (
        cell.fault,
        cell.moment,
        cell.outcome + holes,
        "-" if cell.failure else _seconds(max(0.0, cell.extra)),
        str(cell.retries),
        _seconds(cell.recovery.detect),
        _seconds(cell.recovery.repair),
        f"{cell.integrity:.0%}",
        _breaker(cell.breaker),
        f"${cell.wasted:.4f}",
    )


def _breaker(states: Sequence[str]) -> str:
    """How often it opened, and what it was in the end."""
    opened = states.count("open")
    if not opened:
        return "shut"
    last = {"open": "still open", "closed": "closed again"}.get(states[-1], states[-1])
    return f"opened, {last}" if opened == 1 else f"opened {opened} times, {last}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} s"


def told(cells: Sequence[Struck]) -> str:
    """All cells in a sentence."""
    hit = [cell for cell in cells if passes(cell) and cell.recovery.failed]
    made = [cell for cell in cells if cell.outcome == "made"]
    partly = [cell for cell in cells if cell.outcome == "made in part"]
    ended_well = sum(cell.outcome != "failed" for cell in hit)
    checks = [check for cell in cells for check in cell.checks]
    kept = sum(check.holds for check in checks)
    return (
        f"{len(cells)} cells: {len(made)} made, {len(partly)} made in part, "
        f"{len(cells) - len(made) - len(partly)} failed; of {len(hit)} that a passing fault hit, "
        f"{ended_well} recovered; {kept} of {len(checks)} invariants held; "
        f"${sum(cell.wasted for cell in cells):.4f} wasted."
    )


def faults_in(text: str | None) -> Sequence[str]:
    """The faults that are listed with ";" between them; all ten where nothing is said."""
    return [one.strip() for one in text.split(";") if one.strip()] if text else FAULTS


def faults_of(text: str) -> list[Fault]:
    """The faults that are listed, read.

    Raises:
        UnknownName: There is no such fault.
        BadSetting: One of them cannot be read.
    """
    return [read_fault(one) for one in faults_in(text)]
