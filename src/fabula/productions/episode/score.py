"""A number that says where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Method = Literal["measured", "judged", "assumed"]
"""Counted by rule; said by a critic with a quotation; taken for granted."""

SHOWN = 3
"""Places named for a score or an issue: the rest are like them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in the script.

    Args:
        scene: Number of the scene.
        line: Number of the line in its dialogue, from 1; 0: the scene as a whole.
        quote: The words that show it.
    """

    scene: int
    line: int = 0
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A number from 0 (bad) to 1 (good), unless its field says otherwise.

    Args:
        value: From 0 to 1.
        method: Where it comes from; one that is judged without a quotation counts as 0.5.
        reason: What it means here, in a sentence.
        evidence: Where it can be seen: what speaks against it, or what it was counted on.
    """

    value: float
    method: Method
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


def combine(parts: Mapping[str, Score], weights: Mapping[str, float] | None = None) -> Score:
    """The weighted mean of scores: judged if one of them is, and shown where the weakest is.

    Args:
        parts: The scores, by what each is called.
        weights: What each weighs; None: all alike. Weights of parts that are missing are left out.
    """
    if not parts:
        return Score(0.0, "assumed", "There was nothing to measure.")
    weigh = dict.fromkeys(parts, 1.0) if weights is None else weights
    total = sum(weigh[name] for name in parts)
    value = sum(weigh[name] * part.value for name, part in parts.items()) / total
    told = ", ".join(
        f"{name} {part.value:.2f}"
        if weights is None
        else f"{weigh[name]:g} {name} {part.value:.2f}"
        for name, part in parts.items()
    )
    methods = {part.method for part in parts.values()}
    method: Method = next(one for one in ("judged", "measured", "assumed") if one in methods)
    weakest = sorted((part for part in parts.values() if part.evidence), key=lambda one: one.value)
    where = weakest[0].evidence[:SHOWN] if weakest else ()
    return Score(value, method, f"Mean of: {told}.", where)
