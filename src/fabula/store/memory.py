"""A store in the process's own memory: for tests, and for runs that need not outlive it."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.engine import Event, Result, RunRecord, Store, Take, digest_of_bytes
from fabula.engine.ports import STATE_AFTER
from fabula.errors import Damaged, StoreError


class DictMemory:
    """Results in a dict."""

    def __init__(self) -> None:
        self.results: dict[str, Result] = {}

    async def get(self, key: str) -> Result | None:
        """The result, or None."""
        return self.results.get(key)

    async def put(self, result: Result) -> None:
        """Keep the result while the process lives."""
        self.results[result.key] = result


class DictBlobs:
    """Blobs in a dict."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    async def get(self, digest: str) -> bytes | None:
        """The bytes, None if there are none, or raise `Damaged` and forget them."""
        content = self.contents.get(digest)
        if content is not None and digest_of_bytes(content) != digest:
            del self.contents[digest]
            raise Damaged(f"Blob {digest} is not what was stored.")
        return content

    async def put(self, digest: str, content: bytes) -> None:
        """Keep the bytes while the process lives."""
        self.contents[digest] = content


class ListArchive:
    """Takes in a list, notes in a dict."""

    def __init__(self) -> None:
        self.kept: list[Take] = []
        self.noted: dict[tuple[str, str], str] = {}

    async def add(self, takes: Sequence[Take]) -> None:
        """Keep takes while the process lives."""
        self.kept.extend(takes)

    async def takes(self, step: str = "") -> list[Take]:
        """The takes of all steps, or of those of this name (or module and name), oldest first."""
        return [take for take in self.kept if step in ("", take.slot.step, take.slot.name)]

    async def note(self, kind: str, name: str, text: str | None) -> None:
        """Keep a note in place of the one before; None removes it."""
        if text is None:
            self.noted.pop((kind, name), None)
        else:
            self.noted[kind, name] = text

    async def notes(self, kind: str) -> dict[str, str]:
        """All notes of a kind, by name."""
        return {name: text for (known, name), text in sorted(self.noted.items()) if known == kind}


class ListLog:
    """Events in a list for each run."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = {}

    async def append(self, events: Sequence[Event]) -> None:
        """Keep the events, all or none."""
        for event in events:
            if any(event.seq == known.seq for known in self.events.get(event.run, ())):
                raise StoreError(f"Run {event.run} has an event {event.seq} already.")
        for event in events:
            self.events.setdefault(event.run, []).append(event)

    async def read(self, run: str, after: int = 0) -> list[Event]:
        """The run's events with a number above `after`, in order."""
        return [event for event in self.events.get(run, ()) if event.seq > after]

    async def find(self, run: str) -> RunRecord | None:
        """The run of this id, if there is one."""
        events = self.events.get(run)
        return _record_of(events) if events else None

    async def latest(self, limit: int = 20) -> list[RunRecord]:
        """The runs that started last, the latest first."""
        records = [_record_of(events) for events in self.events.values()]
        return sorted(records, key=lambda one: (one.started_at, one.id), reverse=True)[:limit]


def _record_of(events: Sequence[Event]) -> RunRecord:
    marks = [event for event in events if event.kind in STATE_AFTER]
    first, final = marks[0], marks[-1]
    state = STATE_AFTER[final.kind]
    return RunRecord(
        id=first.run,
        production=str(first.fields["production"]),
        state=state,
        started_at=first.at,
        ended_at=None if state == "running" else final.at,
        last=events[-1].seq,
        about=tuple(first.fields.get("about", ())),
    )


def memory_store() -> Store:
    """An empty store that lives as long as the process."""
    return Store(DictMemory(), DictBlobs(), ListLog(), ListArchive())
