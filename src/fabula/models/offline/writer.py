"""The offline writer: answers tasks by rules, extraction and grammars; no model, no network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fabula.engine import digest_of
from fabula.engine.code import fingerprint
from fabula.errors import BadSetting, ModelRefused
from fabula.models.tasks import Task

Answer = TypeVar("Answer")
Rule = Callable[[Any], Answer]

_rules: dict[type[Task[Any]], Rule[Any]] = {}
_fingerprints: dict[type[Task[Any]], str] = {}


def answers(kind: type[Task[Answer]]) -> Callable[[Rule[Answer]], Rule[Answer]]:
    """Let a function answer all tasks of a class when no model is asked.

    It runs in a worker thread, and must give the same answer for the same task.

    ```python
    @answers(NameTheShip)
    def name_the_ship(task: NameTheShip) -> str:
        return f"The {task.captain}"
    ```
    """

    def register(rule: Rule[Answer]) -> Rule[Answer]:
        _rules[kind] = rule
        _fingerprints.pop(kind, None)
        return rule

    return register


class Offline:
    """Answers each task by the rule that is registered for it."""

    @property
    def identity(self) -> str:
        """A digest of the code of all registered rules: better rules make new results."""
        prints = []
        for kind in sorted(_rules, key=_name_of):
            if kind not in _fingerprints:
                _fingerprints[kind] = fingerprint(_rules[kind])
            prints.append((_name_of(kind), _fingerprints[kind]))
        return f"offline {digest_of(prints)[:12]}"

    async def answer(self, task: Task[Answer]) -> Answer:
        """Answer by rule.

        Raises:
            ModelRefused: There is no rule for such a task.
        """
        rule: Rule[Answer] | None = _rules.get(type(task))
        if rule is None:
            raise ModelRefused(
                f"The offline writer cannot do {type(task).__name__}. "
                "Choose a model: --writer openrouter:MODEL, or set FABULA_WRITER."
            )
        return await asyncio.to_thread(rule, task)

    async def close(self) -> None:
        """There is nothing to close."""


def provide(provider: str, model: str, environment: Mapping[str, str]) -> Offline:  # noqa: ARG001
    """The offline writer; it needs nothing from the environment.

    Raises:
        BadSetting: A model is named: there is only one.
    """
    if model:
        raise BadSetting(f"'{provider}:{model}': {provider!r} has no models to choose from.")
    return Offline()


def _name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
