"""The room in which the suite's episodes are written: a studio whose models are stand-ins.

The stand-ins answer where a provider would: what the offline writer says, recorded before, 0.1 s
for the dialogue of a scene and 0.05 s for its stage directions. All else is the product.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from fabula import EpisodeOrder, Pitch, Studio
from fabula.engine import Store
from fabula.errors import ModelRefused
from fabula.lab.clock import PacedText, RecordedText, virtual_timing
from fabula.lab.context import Lab
from fabula.lab.suites.playing import Played, Playing, fresh_store
from fabula.lab.suites.script_desk import AT_ONCE, Hear
from fabula.models import Policies, Writer, choose_text
from fabula.models.protocols import Text, only_for
from fabula.models.tasks import Task
from fabula.store.memory import memory_store
from fabula.store.written import read_written

PACE = {"WriteDialogue": 0.1, "WriteDirections": 0.05}
"""Seconds that each answer takes, as in the document."""

SCENE_MINUTES = 2.4
"""Length of a scene: nine of them make a sitcom of 22 minutes, and three a short one."""

_answers: dict[str, Any] = {}
_rehearsed: set[int] = set()


class Mute:
    """A provider that refuses one kind of task.

    Args:
        inner: Who answers the others.
        task: Name of the task.
    """

    def __init__(self, inner: Text, task: str) -> None:
        self._inner, self._task = inner, task

    @property
    def identity(self) -> str:
        """That of who answers the others."""
        return self._inner.identity

    def only(self, *kinds: type[Task[Any]]) -> Mute:
        """The same for these kinds of tasks."""
        return Mute(only_for(self._inner, *kinds), self._task)

    async def answer(self, task: Task[Any]) -> Any:
        """The other one's answer, or none."""
        if type(task).__name__ == self._task:
            raise ModelRefused("The provider refuses.")
        return await self._inner.answer(task)

    async def close(self) -> None:
        """Let go of who answers."""
        await self._inner.close()


@cache
def _example() -> Pitch:
    file = resources.files("fabula.productions.episode") / "example/outline.yaml"
    return read_written(file.read_bytes(), file.name, Pitch)


def outline(scenes: int) -> Pitch:
    """The show of the documents, Luna, Rick, Ethel and Fred, with so many scenes of its outline."""
    pitch = _example()
    if scenes == len(pitch.scenes):
        return pitch
    return replace(pitch, scenes=pitch.scenes[:scenes], plants=(), gags=())


class Desk:
    """Where the episodes of one scenario are written.

    Args:
        lab: The run of the scenario.
        pace: Seconds by the name of the task.
        mute: Name of a task that nobody answers.
    """

    def __init__(self, lab: Lab, pace: Mapping[str, float] = PACE, mute: str = "") -> None:
        self._lab, self._pace, self._mute = lab, pace, mute
        self._count, self._stores = 0, dict[str, Store]()

    async def write(
        self,
        scenes: int,
        hands: int = AT_ONCE,
        *,
        memory: str = "",
        kept: bool = True,
        hear: Hear | None = None,
    ) -> Played:
        """An episode in a run of its own; see `script_desk.Desk`.

        Raises:
            AssertionError: There is none; with what failed.
        """
        if scenes not in _rehearsed:
            _rehearsed.add(scenes)
            with self._lab.preparing():
                await Desk(self._lab, {}).write(scenes, hands, kept=False)
        if memory not in self._stores or not memory:
            self._stores[memory] = await self._store() if kept else memory_store()
        playing = Playing(self._stores[memory], "episode", hear or (lambda _: None))
        played = await playing.play(self._job(scenes, hands))
        if not played.finished:
            raise AssertionError(played.failure)
        return played

    async def alone(self, scenes: int) -> Played:
        """The same, one scene after the other."""
        return await self.write(scenes, 1)

    async def _store(self) -> Store:
        self._count += 1
        return await fresh_store(self._lab, f"store-{self._count}")

    def _job(self, scenes: int, hands: int) -> Callable[[], Coroutine[Any, Any, Any]]:
        text: Text = RecordedText(choose_text("offline", {})[0], _answers)
        if self._mute:
            text = Mute(text, self._mute)
        policies = Policies(timing=virtual_timing(self._lab.options.seed))
        studio = Studio(environment={})
        writer = Writer([PacedText(text, self._pace)], policies)
        room = replace(studio.room(), writer=writer, hands=hands)
        # Asked to mend a line, the stand-ins would say the same again.
        minutes = SCENE_MINUTES * scenes
        order = EpisodeOrder(minutes=minutes, rounds=0, formats=("fountain",))
        return studio.writing(outline(scenes), order, room).recipe
