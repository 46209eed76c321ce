"""Calls whose answers are remembered: what is asked, where it stands, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from fabula.engine.archive import TAKE, Slot
from fabula.engine.choices import name_of
from fabula.engine.costs import Cost
from fabula.engine.credits import open_credits
from fabula.engine.runs import Run
from fabula.engine.spans import Span
from fabula.engine.values import Codec

Value = TypeVar("Value")
Make = Callable[[], Coroutine[Any, Any, Value]]


class Code(NamedTuple):
    """The code of a step: its digest, and the pieces that this is made of."""

    digest: str
    pieces: Mapping[str, str]


class Asked(NamedTuple):
    """What is known of the call of a step besides its key: where it stands, and its inputs."""

    slot: Slot
    inputs: Mapping[str, Any]
    code: Code


@dataclass(frozen=True, slots=True)
class Call(Generic[Value]):
    """One call whose answer is remembered.

    Args:
        kind: A step, or a call of a model below it.
        name: What events and traces call it.
        key: Digest of everything that the answer depends on.
        parts: What went into the key, each by its own digest.
        codec: Packs and unpacks the answer.
        said: More fields for its events.
        asked: Where and with what a step is called.
    """

    kind: Literal["step", "model"]
    name: str
    key: str
    parts: Mapping[str, str]
    codec: Codec[Value]
    said: Mapping[str, str] = field(default_factory=dict)
    asked: Asked | None = None

    @property
    def take(self) -> int:
        """Number of the take that is asked for."""
        return int(self.parts.get(TAKE, 1))


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """An answer.

    Args:
        value: The answer itself.
        worth: What it took to get it: what a hit saves.
        doubted: It is given out, and not kept.
    """

    value: Value
    worth: Cost
    doubted: bool = False


def say(run: Run, call: Call[Any], how: str, span: Span, **said: Any) -> None:
    """Tell in an event how a call ended: "hit", "made" or "failed"."""
    fields = {**said, **span.closing()}
    if call.kind == "model" or how == "hit":
        # Its only event, so it says how it began, too.
        fields.update(span.opening())
    if call.kind == "model":
        around = open_credits()
        if around is not None and how != "failed":
            around.asked(call.said["who"] or call.name)
        run.emit("model.called", model=call.name, how=how, **call.said, **fields)
    elif how == "failed":
        run.emit("step.failed", step=call.name, key=call.key, **fields)
    else:
        if call.asked is not None:
            fields["slot"] = name_of(call.asked.slot)
        run.emit("step.finished", step=call.name, how=how, key=call.key, **fields)
