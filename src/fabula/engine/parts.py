"""Parts: the same work on many items at once, each on its own, and failures in plain sight."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from fabula.engine.joint import all_done
from fabula.engine.runs import checkpoint, emit, enter_part, reason_of
from fabula.engine.spans import Span, branched, inside, open_span
from fabula.errors import FabulaError, RunCancelled

Item = TypeVar("Item")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Hole:
    """A part that could not be made.

    Args:
        index: 0-based place among the parts.
        title: What a person calls it.
        reason: One line that says why.
        error: The error itself.
    """

    index: int
    title: str
    reason: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Parts(Generic[Value]):
    """What a fan-out gave: iterating gives each part in its place, a value or a `Hole`."""

    places: tuple[Value | Hole, ...]

    @property
    def made(self) -> list[Value]:
        """The values in order, without the holes."""
        return [place for place in self.places if not isinstance(place, Hole)]

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The parts that could not be made, in order."""
        return tuple(place for place in self.places if isinstance(place, Hole))

    def __iter__(self) -> Iterator[Value | Hole]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, index: int) -> Value | Hole:
        return self.places[index]


async def fan_out(
    make: Callable[[Item], Coroutine[Any, Any, Value]],
    items: Iterable[Item],
    *,
    limit: int | None = None,
    on_error: Literal["keep", "raise"] = "keep",
    name: str = "part",
    titles: Sequence[str] | None = None,
) -> Parts[Value]:
    """Make every item at once, each as its own pipeline with no barrier between its steps.

    Args:
        make: Makes one item; `enumerate` the items if it needs their number.
        items: What to make parts of.
        limit: How many may be in work at the same time; None for all.
        on_error: "keep" lets the others go on and leaves a `Hole`; "raise" cancels them and raises
            the first error.
        name: What a part is called in events: "scene".
        titles: What a person calls each part; the name and a number if None.

    Raises:
        RunCancelled: The run was cancelled meanwhile; never kept as a hole.
    """
    listed = list(items)
    named = list(titles) if titles is not None else [f"{name} {n + 1}" for n in range(len(listed))]
    if len(named) != len(listed):
        raise ValueError(f"{len(named)} titles for {len(listed)} items")
    places = distinct(named)
    gate = asyncio.Semaphore(limit) if limit is not None else nullcontext()
    told = {"limit": limit, "group": open_span().number} if limit is not None else {}

    async def one(index: int, item: Item) -> Value | Hole:
        enter_part(name, index, places[index])
        span = open_span()
        async with gate:
            checkpoint()
            span.begin()
            said = {"title": named[index], "total": len(named)}
            emit("part.started", **said, **told, **span.opening())
            outcome = await _made(make, item, span)
            if not isinstance(outcome, Exception):
                emit("part.finished", **said, **span.closing())
                return outcome
            expected, reason = isinstance(outcome, FabulaError), reason_of(outcome)
            emit("part.failed", **said, reason=reason, expected=expected, **span.closing())
            if on_error == "raise":
                raise outcome
            return Hole(index, named[index], reason, outcome)

    begun = [one(index, item) for index, item in enumerate(listed)]
    tasks = [asyncio.create_task(work, context=branched()) for work in begun]
    await all_done(tasks)
    return Parts(tuple(task.result() for task in tasks))


def distinct(titles: Sequence[str]) -> list[str]:
    """The titles as places: of two that are alike, the second is told apart."""
    seen: Counter[str] = Counter()
    places = []
    for title in titles:
        seen[title] += 1
        places.append(title if seen[title] == 1 else f"{title} [{seen[title]}]")
    return places


async def _made(
    make: Callable[[Item], Coroutine[Any, Any, Value]], item: Item, span: Span
) -> Value | Exception:
    """The part, or why it could not be made."""
    try:
        with inside(span):
            return await make(item)
    except RunCancelled:
        raise
    except Exception as exc:  # noqa: BLE001 - the caller decides whether it is raised
        return exc
