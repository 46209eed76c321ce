"""A task of Fabula's found again in the messages that put it to a model, and answered offline."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, get_type_hints

from fabula.engine import digest_of_bytes
from fabula.errors import FabulaError
from fabula.models.offline.writer import Offline, known_tasks
from fabula.models.schemas import shape_of
from fabula.models.simulator.revival import Strange, revived
from fabula.models.tasks import Task

_RULING = {"system", "developer"}
_INPUT = re.compile(r'<input name="(\w+)" mark="(\w+)">\n(.*?)\n</input mark="\2">', re.DOTALL)

MOST_RECALLED = 1000

_recalled: dict[str, str] = {}
"""What was answered before: who is asked the same under load need not think of it again."""


async def recall(messages: Sequence[Mapping[str, Any]]) -> str | None:
    """What the offline writer answers, as a model would write it; None if this is no known task.

    Args:
        messages: As chat completions have them.
    """
    question = _question(messages)
    if question in _recalled:
        return _recalled[question]
    task = find_task(messages)
    if task is None:
        return None
    try:
        answer = await Offline().answer(task)
    except FabulaError:
        return None
    if len(_recalled) >= MOST_RECALLED:
        del _recalled[next(iter(_recalled))]
    _recalled[question] = told = await asyncio.to_thread(written, task, answer)
    return told


def written(task: Task[Any], answer: Any) -> str:
    """An answer as a model that is held to the task's shape writes it."""
    shape = shape_of(task.answers)
    if shape.schema is None:
        return str(answer)
    text: str = shape.adapter.dump_json(answer).decode()
    return f'{{"answer":{text}}}' if shape.wrapped else text


def find_task(messages: Sequence[Mapping[str, Any]]) -> Task[Any] | None:
    """The task that messages put to a model, if it is one that the offline writer knows."""
    rules, asked = _rules(messages), _asked(messages)
    fit = [kind for kind in known_tasks() if kind.instructions and kind.instructions in rules]
    if not fit:
        return None
    kind = max(fit, key=lambda one: len(one.instructions))
    told = {name: text for name, _, text in _INPUT.findall(asked)}
    hints = get_type_hints(kind)
    try:
        return kind(
            **{f.name: _read(hints[f.name], told[f.name]) for f in dataclasses.fields(kind)}
        )
    except (Strange, KeyError, ValueError, TypeError):
        return None


def _question(messages: Sequence[Mapping[str, Any]]) -> str:
    """All that an answer depends on, as a digest."""
    return digest_of_bytes(f"{_rules(messages)}\0{_asked(messages)}".encode())


def _rules(messages: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(_text(one) for one in messages if one.get("role") in _RULING)


def _asked(messages: Sequence[Mapping[str, Any]]) -> str:
    return next((_text(one) for one in messages if one.get("role") == "user"), "")


def _text(message: Mapping[str, Any]) -> str:
    """What a message says, whether it is one text or has parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))


def _read(hint: Any, text: str) -> Any:
    """A field of a task, as `prompts` writes it: text as it is, all else as JSON."""
    if hint is str:
        return text
    try:
        tree = json.loads(text)
    except ValueError:
        tree = text
    return revived(hint, tree)
