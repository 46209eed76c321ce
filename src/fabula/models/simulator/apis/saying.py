"""What a simulated text model says: prose, JSON of the wanted shape, or the call of a tool."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from fabula.models.simulator.calls import Call
from fabula.models.simulator.dice import dice
from fabula.models.simulator.faults import Fault
from fabula.models.simulator.plan import LETTERS_A_TOKEN
from fabula.models.simulator.prose import prose, sentence
from fabula.models.simulator.refusals import Refused
from fabula.models.simulator.schema.instances import instance
from fabula.models.simulator.schema.leaves import Impossible

USUAL_TOKENS = 60
DECLINED = "I'm sorry, but I can't help with that."


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said.

    Args:
        text: Its words, or the arguments of the tool that it calls.
        tool: The tool that it calls; empty for none.
        refused: Whether the words decline.
        finish: Why it stopped, as OpenAI says it.
    """

    text: str
    tool: str = ""
    refused: bool = False
    finish: str = "stop"

    @property
    def tokens(self) -> int:
        """How long it is."""
        return -(-len(self.text) // LETTERS_A_TOKEN)

    def pieces(self) -> list[str]:
        """The text, token by token."""
        step = LETTERS_A_TOKEN
        return [self.text[place : place + step] for place in range(0, len(self.text), step)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer must be like, whichever API asks for it.

    Args:
        schema: Of the answer; None for words.
        tool: The tool to call; empty for none.
        tokens: The most that it may have; None if that is not said.
    """

    schema: Any = None
    tool: str = ""
    tokens: int | None = None


def say(call: Call, wanted: Wanted, seed: int, choice: int = 0) -> Said:
    """What a model says to a call: a pure function of seed, call and choice.

    Raises:
        Refused: Nothing fits the schema.
    """
    numbers = dice(seed, "said", call.key, choice)
    text = _text(wanted, numbers)
    said = Said(text, wanted.tool, finish="tool_calls" if wanted.tool else "stop")
    return limited(said, wanted)


def limited(said: Said, wanted: Wanted) -> Said:
    """What was said, as far as it may be."""
    if wanted.tokens is None or said.tokens <= wanted.tokens:
        return said
    return replace(said, text=said.text[: wanted.tokens * LETTERS_A_TOKEN], finish="length")


def _text(wanted: Wanted, numbers: Random) -> str:
    if wanted.schema is None:
        tokens = min(wanted.tokens or USUAL_TOKENS, USUAL_TOKENS)
        return prose(numbers, tokens * LETTERS_A_TOKEN - 40)
    try:
        return json.dumps(instance(wanted.schema, numbers), ensure_ascii=False)
    except Impossible as exc:
        raise Refused(400, f"Invalid schema: it has {exc}.", param="response_format") from None


def spoilt(said: Said, fault: Fault | None, seed: int) -> Said:
    """What was said, with a fault in it if there is one that concerns the words."""
    match fault.kind if fault else "":
        case "length":
            return replace(said, text=_half(said.text), finish="length")
        case "bad-json":
            return replace(said, text=_half(said.text))
        case "wrong-schema":
            told = {"unexpected": sentence(dice(seed, said.text))}
            return replace(said, text=json.dumps(told))
        case "refusal":
            return Said(DECLINED, refused=True)
        case "empty":
            return Said("")
    return said


def _half(text: str) -> str:
    return text[: max(1, len(text) // 2)]


def chosen_tool(tools: Mapping[str, Any], choice: Any, *, answered: bool) -> str:
    """The tool that is called: the chosen one; else the first, unless a tool has just answered."""
    if not tools or choice == "none":
        return ""
    if isinstance(choice, dict):
        told = choice.get("function", choice).get("name", "")
        if told not in tools:
            raise Refused(400, f"Tool {told!r} is not among the tools.", param="tool_choice")
        return str(told)
    return next(iter(tools)) if choice == "required" or not answered else ""
