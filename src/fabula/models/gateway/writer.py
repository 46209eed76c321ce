"""The role that answers typed tasks."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from fabula.engine import remember
from fabula.models.gateway.role import Role
from fabula.models.protocols import Text
from fabula.models.tasks import Task

Answer = TypeVar("Answer")


class Writer(Role[Text]):
    """Answers typed tasks.

    Args:
        chain: Text models, the first choice first.
        policies: How each is treated, and what it costs.
    """

    async def write(self, task: Task[Answer]) -> Answer:
        """The answer to a task: remembered, or asked for.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
        """
        return await self.first(partial(self._ask, task))

    async def _ask(self, task: Task[Answer], provider: Text) -> Answer:
        who = provider.identity
        ask = partial(self.guarded, provider, task, partial(provider.answer, task))
        return await remember("text", (who, task.instructions, task), ask, task.answers, who=who)
