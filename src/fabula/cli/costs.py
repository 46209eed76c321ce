"""What a run cost, as `fabula trace` tells it: in all, by model and by part."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.engine.bill import Bill
from fabula.engine.profile import Profile
from fabula.plurals import counted


def cost_lines(profile: Profile) -> list[str]:
    """What a run cost and used; nothing for one that asked no model that costs anything."""
    bill = profile.bill
    if not bill.calls and not bill.saved:
        return []
    used = ", ".join(f"{amount:,.6g} {_words(name)}" for name, amount in bill.used.items())
    calls = counted(bill.calls, "call")
    lines = ["", f"Cost: {bill.told()} ({calls}{': ' if used else ''}{used})"]
    named = named_bills(profile)
    width = max((len(name) for name, _ in named), default=0)
    return lines + [f"  {name:<{width}}  {one.told()}" for name, one in named]


def named_bills(profile: Profile) -> list[tuple[str, Bill]]:
    """The bills of each model and of each part that cost or saved something."""
    return [*_by_model(profile), *_by_part(profile)]


def _by_model(profile: Profile) -> Iterator[tuple[str, Bill]]:
    """Each model that told what it used, and its bill, as they came."""
    bills: dict[str, Bill] = {}
    for work in profile.timeline.works.values():
        if work.bill.calls:
            name = work.title if work.kind == "model" else work.name
            bills[name] = bills.get(name, Bill()) + work.bill
    yield from bills.items()


def _by_part(profile: Profile) -> Iterator[tuple[str, Bill]]:
    """Each part that cost or saved something, in order."""
    bills = profile.timeline.bills()
    for number, work in profile.timeline.works.items():
        if work.kind == "part" and (bills[number].calls or bills[number].saved):
            yield f"{work.name} {work.title}", bills[number]


def _words(name: str) -> str:
    """The name of an amount, as it is read: "tokens in", "s heard"."""
    return {"seconds_heard": "s heard"}.get(name, name.replace("_", " "))
