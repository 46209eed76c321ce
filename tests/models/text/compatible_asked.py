"""An OpenAI-compatible model that is asked at a fake of its server."""

from __future__ import annotations

from typing import Any

from tests.models.fake_openai import bodies, fake_openai
from tests.models.serving import Reply

from fabula.models.addresses import Place
from fabula.models.tasks import Task
from fabula.models.text.compatible import CompatibleText

KEY = "sk-very-secret-0123456789"


def model(address: str, key: str = KEY) -> CompatibleText:
    """A model at the address of the fake."""
    return CompatibleText(Place("openai", address, "OPENAI_API_KEY", key), "gpt-test")


async def ask(task: Task[Any], *script: Reply) -> tuple[Any, list[dict[str, Any]]]:
    """The answer to a task by a server with this script, and what was posted to it."""
    async with fake_openai(*script) as server:
        text = model(server.address)
        try:
            return await text.answer(task), bodies(server.asked)
        finally:
            await text.close()
