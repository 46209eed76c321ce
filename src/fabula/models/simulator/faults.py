"""What can go wrong with a simulated call, and when: "429:0.1", "stall:first=1,seconds=30"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from fabula.errors import BadSetting, UnknownName
from fabula.models.simulator.dice import chance
from fabula.roles import Kind

MODELS: tuple[Kind, ...] = get_args(Kind)

FAULTS = {
    "stall": "says nothing until the client leaves, or for `seconds`, and then hangs up",
    "slow": "takes `seconds` more to the first token (10 if not told)",
    "close": "hangs up before it says anything",
    "drop": "resets the connection in the middle of the answer",
    "cut": "ends the answer in the middle as if it were whole: no finish reason, no [DONE]",
    "length": "stops in the middle with the finish reason `length`",
    "garbled": "sends bytes that are not what they should be: a chunk that is no JSON, no sound",
    "bad-json": "answers with text that is almost JSON",
    "wrong-schema": "answers with JSON of another shape",
    "refusal": "declines, as models do",
    "empty": "answers with nothing",
    "error-in-200": "sends an error under status 200, as OpenRouter does",
}
"""Faults by name; besides them, every HTTP status from 400 to 599."""

_ONLY: dict[str, frozenset[Kind]] = {
    **dict.fromkeys(("length", "bad-json", "wrong-schema", "refusal"), frozenset({"text"})),
    "empty": frozenset({"text", "speech"}),
}
"""Faults that not every kind of model can have."""
SLOW_SECONDS = 10.0
STALL_SECONDS = 3600.0
RETRY_AFTER_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Args:
        kind: A name in `FAULTS`, or an HTTP status from "400" to "599".
        probability: How likely it is, for each attempt that it is meant for.
        first: Only the first so many attempts of a call; 0 for all.
        seconds: How long: for "stall" and "slow" the silence, for a status its Retry-After.
        model: Only calls of this kind of model; empty for all.

    Raises:
        UnknownName: There is no such fault or kind of model.
        BadSetting: A number is out of range.
    """

    kind: str
    probability: float = 1.0
    first: int = 0
    seconds: float | None = None
    model: Kind | Literal[""] = ""

    def __post_init__(self) -> None:
        if self.kind not in FAULTS and self.status is None:
            raise UnknownName("fault", self.kind, [*FAULTS, "429", "500", "503"])
        if self.model and self.model not in MODELS:
            raise UnknownName("kind of model", self.model, MODELS)
        if not 0 <= self.probability <= 1:
            raise BadSetting(f"Fault {self.kind!r}: {self.probability:g} is no probability.")
        if self.first < 0 or not 0 <= (self.seconds or 0) < 1e9:
            raise BadSetting(f"Fault {self.kind!r}: `first` and `seconds` cannot be negative.")

    @property
    def status(self) -> int | None:
        """The HTTP status that it stands for, if it is one."""
        return int(self.kind) if self.kind.isdecimal() and 400 <= int(self.kind) <= 599 else None

    @property
    def wait(self) -> float:
        """Seconds of silence of a "stall" or "slow"; the Retry-After of a status."""
        usual = {"stall": STALL_SECONDS, "slow": SLOW_SECONDS}.get(self.kind, RETRY_AFTER_SECONDS)
        return usual if self.seconds is None else self.seconds

    def fits(self, model: Kind, attempt: int) -> bool:
        """Whether it is meant for an attempt of a call of a kind of model."""
        if model not in _ONLY.get(self.kind, MODELS):
            return False
        return self.model in {"", model} and (not self.first or attempt <= self.first)


def read_fault(text: str) -> Fault:
    """The fault that is written in a text: its kind, then what more there is to say.

    ```python
    read_fault("429:0.1")  # one attempt of ten, Retry-After: 1
    read_fault("503:first=2,seconds=0.5")  # the first two attempts of each call
    read_fault("stall:0.01,seconds=30,model=speech")
    ```

    Raises:
        UnknownName: There is no such fault or kind of model.
        BadSetting: It cannot be read.
    """
    kind, _, rest = text.strip().partition(":")
    told = {}
    for part in filter(None, map(str.strip, rest.split(","))):
        name, _, value = part.rpartition("=")
        told[name.strip() or "probability"] = value.strip()
    if told.keys() - {"probability", "first", "seconds", "model"}:
        raise _unread(text)
    seconds = told.get("seconds")
    try:
        return Fault(
            kind.strip(),
            float(told.get("probability", 1)),
            int(told.get("first", 0)),
            None if seconds is None else float(seconds),
            told.get("model", ""),  # type: ignore[arg-type]  # Fault checks it
        )
    except ValueError:
        raise _unread(text) from None


def strike(
    faults: Iterable[Fault], seed: int, call: str, attempt: int, *, model: Kind
) -> Fault | None:
    """The first of the faults that strikes an attempt, if one does."""
    for place, fault in enumerate(faults):
        if fault.fits(model, attempt) and (
            fault.probability == 1 or chance(seed, place, call, attempt) < fault.probability
        ):
            return fault
    return None


def _unread(text: str) -> BadSetting:
    return BadSetting(
        f"{text!r} is no fault; write KIND:PROBABILITY, or KIND:first=N,seconds=S,model=KIND."
    )
