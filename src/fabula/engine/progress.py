"""Progress: how far a run is, how long still, what it cost so far; told by its events alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.engine.bill import Bill, bill_of, saving_of
from fabula.engine.ports import Event


@dataclass(frozen=True, slots=True)
class Count:
    """How many parts there are: made, impossible to make, and known in all."""

    done: int = 0
    failed: int = 0
    total: int = 0

    def __add__(self, other: Count) -> Count:
        done, failed = self.done + other.done, self.failed + other.failed
        return Count(done, failed, self.total + other.total)

    @property
    def ended(self) -> int:
        """Those that are over, one way or the other."""
        return self.done + self.failed


@dataclass(slots=True)
class Fanned:
    """The parts of one fan-out so far.

    Args:
        name: What a part is called.
        total: How many there are.
        began: Starts of the parts in work, by index, in Unix seconds.
        done: How many are made.
        failed: How many could not be made.
        seconds: What those that ended took, in all.
        most: How many were in work at once.
    """

    name: str
    total: int
    began: dict[int, float] = field(default_factory=dict)
    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    most: int = 0

    @property
    def count(self) -> Count:
        """How many of them there are."""
        return Count(self.done, self.failed, self.total)

    def seconds_left(self, now: float) -> float | None:
        """How long those that are left will take; None before the first one has ended."""
        ended = self.done + self.failed
        if not ended:
            return None
        usual = self.seconds / ended
        waiting = self.total - ended - len(self.began)
        working = sum(max(0.0, usual - (now - began)) for began in self.began.values())
        return (waiting * usual + working) / max(1, self.most)


class Progress:
    """Learns from one event of a run after the other; a run that began again begins anew."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.stage = self.part = self.state = ""
        self.bill = Bill()
        self.models: set[str] = set()
        self._now = 0.0
        self._before = Count()
        self._fanned: dict[tuple[int, str], Fanned] = {}

    def take(self, event: Event) -> None:
        """Learn from the next event."""
        kind, _, news = event.kind.partition(".")
        if kind == "run":
            if news == "started":
                self._begin()
            self.state = "running" if news == "started" else news
        elif kind == "progress":
            self._enter(str(event.fields.get("stage", self.stage)))
        elif kind == "part":
            self._count(event, news)
        elif event.kind == "model.called" and event.fields["how"] != "failed":
            self.models.add(str(event.fields["who"]).partition(" ")[0])
        elif event.kind == "model.used":
            self.bill += bill_of(event.fields)
        if event.fields.get("saved_usd"):
            self.bill += saving_of(event.fields)
        self._now = event.at

    def _enter(self, stage: str) -> None:
        """Begin a stage: what was made in those before it is no part of it."""
        self.stage, self.part = stage, ""
        self._before += self.here
        self._fanned = {}

    def _count(self, event: Event, news: str) -> None:
        fields = event.fields
        self.part = str(fields["part"])
        key = fields.get("within", 0), self.part
        fanned = self._fanned.setdefault(key, Fanned(self.part, fields["total"]))
        if news == "started":
            fanned.began[fields["index"]] = event.at
            fanned.most = max(fanned.most, len(fanned.began))
            return
        fanned.seconds += event.at - fanned.began.pop(fields["index"], event.at)
        fanned.done += news == "finished"
        fanned.failed += news == "failed"

    @property
    def usd(self) -> float | None:
        """What it cost so far; None if the price of a call is unknown, which is never zero."""
        return None if self.bill.unknown else self.bill.usd

    @property
    def saved(self) -> float:
        """What was remembered would have cost so many dollars again."""
        return self.bill.saved

    @property
    def here(self) -> Count:
        """The parts of this stage."""
        return sum((one.count for one in self._fanned.values()), Count())

    @property
    def done(self) -> int:
        """Parts that are made, in this stage and those before it."""
        return (self._before + self.here).done

    @property
    def failed(self) -> int:
        """Parts that could not be made."""
        return (self._before + self.here).failed

    @property
    def total(self) -> int:
        """Parts known so far."""
        return (self._before + self.here).total

    @property
    def left(self) -> int:
        """Parts that are neither made nor failed."""
        return self.total - self.done - self.failed

    @property
    def seconds_left(self) -> float | None:
        """How long the parts of this stage that are left will take; None while nobody can tell.

        From what parts took so far, and how many were made at once.
        """
        told = [one.seconds_left(self._now) for one in self._fanned.values()]
        known = [seconds for seconds in told if seconds is not None]
        return sum(known) if known and len(known) == len(told) else None
