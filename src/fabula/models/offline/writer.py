"""The offline writer: answers tasks by rules, extraction and grammars; no model, no network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from fabula.engine import digest_of
from fabula.engine.code import fingerprint
from fabula.errors import BadStep, ModelRefused
from fabula.models.addresses import refuse_model
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


def known_tasks() -> tuple[type[Task[Any]], ...]:
    """The kinds of tasks that there are rules for; rules are registered when they are imported."""
    return tuple(_rules)


class Offline:
    """Answers each task by the rule that is registered for it.

    Args:
        kinds: The tasks that it is asked, where that is known: only their rules are part of its
            identity. None for all that are registered.
    """

    def __init__(self, kinds: Sequence[type[Task[Any]]] | None = None) -> None:
        self._kinds = None if kinds is None else tuple(kinds)

    @property
    def identity(self) -> str:
        """A digest of the code of the rules: better rules make new results."""
        kinds = _rules if self._kinds is None else self._kinds
        prints = [(_name_of(kind), _print_of(kind)) for kind in sorted(kinds, key=_name_of)]
        return f"offline {digest_of(prints)[:12]}"

    def only(self, *kinds: type[Task[Any]]) -> Offline:
        """The offline writer for these kinds of tasks."""
        return Offline(kinds)

    async def answer(self, task: Task[Answer]) -> Answer:
        """Answer by rule.

        Raises:
            ModelRefused: There is no rule for such a task.
            BadStep: It was opened for other kinds of tasks.
        """
        kind = type(task)
        if self._kinds is not None and kind not in self._kinds:
            asked = ", ".join(known.__name__ for known in self._kinds)
            raise BadStep(
                f"A step asks {kind.__name__} of a writer that it was given for {asked} only: its "
                f"key would not know the rule. Give it writer.only(..., {kind.__name__})."
            )
        rule: Rule[Answer] | None = _rules.get(kind)
        if rule is None:
            raise ModelRefused(
                f"The offline writer cannot do {kind.__name__}. "
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
    refuse_model(provider, model)
    return Offline()


def _print_of(kind: type[Task[Any]]) -> str:
    """The fingerprint of the rule for a kind of task; nothing where there is none."""
    if kind not in _fingerprints and kind in _rules:
        _fingerprints[kind] = fingerprint(_rules[kind])
    return _fingerprints.get(kind, "")


def _name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
