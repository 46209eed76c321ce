"""`fabula runs` and `fabula trace`: what was run, and where the time of a run went."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fabula.cli.costs import cost_lines
from fabula.cli.homes import home_of
from fabula.engine import Event, RunRecord, trace_of
from fabula.engine.bill import Bill, total_of
from fabula.engine.ports import STATE_AFTER
from fabula.engine.profile import Profile, Row, profile_of
from fabula.engine.replay import Change, Outcome, what_if
from fabula.engine.strain import strains_of
from fabula.engine.timeline import timeline_of
from fabula.errors import BadSetting, UnknownName, UserError
from fabula.plurals import counted
from fabula.store.folder import open_store
from fabula.store.studio_folder import write_whole

MOST_RUNS = 10_000
SHOWN = 8
"""How many kinds of work and waits the table of the critical path names."""

HEAD = " " * 25 + "calls  hits      work   longest    waited  critical"


def list_runs(flags: argparse.Namespace) -> int:
    """`fabula runs`: the runs of a folder, or of the home, the latest first."""
    listed = asyncio.run(_records(home_of(flags.folder), flags.limit))
    if flags.json:
        rows = [
            {**asdict(record), "bill": asdict(bill), "reason": why} for record, bill, why in listed
        ]
        print(json.dumps(rows))
        return 0
    print(f"{'run':<28} {'production':<12} {'state':<10} {'began':<19} {'took':>9}  cost, about")
    for record, bill, why in listed:
        began = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.started_at))
        took = "" if record.ended_at is None else f"{record.ended_at - record.started_at:.1f} s"
        line = f"{record.id:<28} {record.production:<12} {record.state:<10} {began:<19} {took:>9}"
        print(f"{line}  {'; '.join(filter(None, (str(bill), *record.about)))}")
        if why:
            print(f"{'':28} {why}")
    return 0


def show_trace(flags: argparse.Namespace) -> int:
    """`fabula trace`: where the time of a run went, and what would make it shorter."""
    record, events = asyncio.run(_events(home_of(flags.folder), flags.run))
    timeline = timeline_of(events)
    if timeline is None or (len(timeline.works) == 1 and trace_of(events).calls):
        raise UserError(f"Run {record.id} has no spans: an older Fabula made it. Run it again.")
    profile = profile_of(timeline)
    outcomes = [(text, what_if(timeline, _change(text))) for text in flags.what_if]
    if flags.html:
        from fabula.cli.trace_page import trace_page

        write_whole(Path(flags.html), trace_page(profile, record).encode())
        print(f"{flags.html}: the timeline of run {record.id}", file=sys.stderr)
    if flags.json:
        strains = [asdict(strain) for strain in strains_of(events)]
        print(json.dumps({**_plain(profile, record, outcomes), "strains": strains}))
    else:
        print("\n".join((*_table(profile, record, outcomes), *_strained(events))))
    return 0


async def _records(home: Path, limit: int) -> list[tuple[RunRecord, Bill, str]]:
    """The latest runs, what each has cost, and why it ended, where it did before its end."""
    async with open_store(home) as store:
        told = [(one, await store.log.read(one.id)) for one in await store.log.latest(limit)]
        return [(record, total_of(events), _why(record, events)) for record, events in told]


def _why(record: RunRecord, events: Sequence[Event]) -> str:
    """Why a run was not finished; empty if it was, goes on, or was stopped by a person."""
    if record.state == "killed":
        return "Its process ended without a word: killed, out of memory, or the machine went down."
    ends = [event for event in events if STATE_AFTER.get(event.kind, "running") != "running"]
    return str(ends[-1].fields.get("reason", "")) if ends and record.state != "running" else ""


async def _events(home: Path, run: str | None) -> tuple[RunRecord, list[Event]]:
    """The run of this id, of this beginning of an id, or the last one; and its events."""
    async with open_store(home) as store:
        record = await store.log.find(run) if run else None
        if record is None:
            records = await store.log.latest(MOST_RUNS if run else 1)
            found = [one for one in records if one.id.startswith(run or "")]
            if len(found) != 1:
                raise UnknownName("run", run or "", [one.id for one in found or records])
            record = found[0]
        return record, await store.log.read(record.id)


def _change(text: str) -> Change:
    """`paint_slide=2x` is a speed, `scene=8` how many parts go on at once.

    Raises:
        BadSetting: It is neither.
    """
    told = re.fullmatch(r"(\w+)=(\d+(?:\.\d+)?)(x?)", text)
    if told is None or float(told[2]) <= 0:
        raise BadSetting(
            f"--what-if {text!r}: write NAME=2x (twice as fast) or PART=8 (so many at once)."
        )
    name, number, times = told.groups()
    if times:
        return Change(speed={name: float(number)})
    if not number.isdigit():
        raise BadSetting(f"--what-if {text!r}: so many at once must be a whole number.")
    return Change(limit={name: int(number)})


def _table(
    profile: Profile, record: RunRecord, outcomes: Sequence[tuple[str, Outcome]]
) -> list[str]:
    makespan = profile.timeline.makespan
    lines = [
        f"run {record.id}: {record.production}, {record.state}, {makespan:.2f} s",
        "",
        HEAD,
    ]
    lines += [_line(row, makespan) for row in profile.rows]
    lines += cost_lines(profile)
    lines += ["", "Critical path, every moment of the run:"]
    shares = list(profile.shares.items())
    for name, share in shares[:SHOWN]:
        lines.append(f"  {name:<34} {share * makespan:>8.2f} s {share:>6.1%}  {_bar(share)}")
    if rest := shares[SHOWN:]:
        share = sum(one for _, one in rest)
        lines.append(f"  {f'{len(rest)} more':<34} {share * makespan:>8.2f} s {share:>6.1%}")
    lines += [
        "",
        f"Efficiency: {profile.efficiency:.0%} of the ideal ({profile.ideal:.2f} s; "
        f"{profile.unlimited:.2f} s without limits)",
        f"Bottleneck: {profile.bottleneck}, {profile.shares.get(profile.bottleneck, 0.0):.0%}",
    ]
    for text, outcome in outcomes:
        lines.append(
            f"What if {text}: {outcome.seconds:.2f} s in place of {outcome.before:.2f} s "
            f"({-outcome.shorter:+.0%})"
        )
    return lines


def _strained(events: Sequence[Event]) -> list[str]:
    """What a person should know of models that did not answer as they should."""
    strains = [f"  {strain}" for strain in strains_of(events)]
    return ["", "Under strain:", *strains] if strains else []


def _line(row: Row, makespan: float) -> str:
    share = row.critical / makespan if makespan else 0.0
    more = row.attempts - row.calls
    again = f" ({counted(more, 'retry', 'retries')})" if more > 0 else ""
    failed = f" ({row.failed} failed)" if row.failed else ""
    cost = f" {row.bill}" if row.bill.usd or row.bill.unknown else ""
    tokens = f" {counted(row.bill.tokens, 'token')}" if row.bill.tokens else ""
    return (
        f"{row.kind + ' ' + row.name:<24} {row.calls:>5} {row.hits:>5} {row.work:>7.2f} s "
        f"{row.longest:>7.2f} s {row.waited:>7.2f} s {share:>9.0%}{again}{failed}{tokens}{cost}"
    ).rstrip()


def _bar(share: float) -> str:
    return "█" * round(share * 30)


def _plain(
    profile: Profile, record: RunRecord, outcomes: Sequence[tuple[str, Outcome]]
) -> dict[str, Any]:
    """All of it as plain data, for --json."""
    return {
        "run": asdict(record),
        "seconds": profile.timeline.makespan,
        "ideal_seconds": profile.ideal,
        "unlimited_seconds": profile.unlimited,
        "efficiency": profile.efficiency,
        "bottleneck": profile.bottleneck,
        "shares": profile.shares,
        "bill": asdict(profile.bill),
        "rows": [asdict(row) for row in profile.rows],
        "critical_path": [
            {
                "span": segment.work.number,
                "name": segment.work.name,
                "wait": segment.wait,
                "begin": segment.begin,
                "end": segment.end,
            }
            for segment in profile.path
        ],
        "spans": [asdict(work) for work in profile.timeline.works.values()],
        "what_if": {text: asdict(outcome) for text, outcome in outcomes},
    }
