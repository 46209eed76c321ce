"""A number that says where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Method = Literal["measured", "judged", "assumed"]
"""Counted by rule; said by a critic with a quotation; taken for granted."""


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
    """A number from 0 (bad) to 1 (good).

    Args:
        value: From 0 to 1.
        method: Where it comes from; one that is judged without a quotation counts as 0.5.
        reason: What it means here, in a sentence.
        evidence: Where it can be seen.
    """

    value: float
    method: Method
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
