"""Painter, Narrator, Listener and Embedder against the simulator on a socket, with its faults."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from fabula.engine.policies import Timing
from fabula.errors import ModelError
from fabula.media.sound import Sound
from fabula.models import (
    Embedder,
    Listener,
    Narrator,
    Painter,
    PictureOrder,
    Policies,
    Voice,
    choose_embedding,
    choose_hearing,
    choose_pictures,
    choose_speech,
)
from fabula.models.simulator import Plan, read_fault, serve

pytestmark = pytest.mark.anyio

Make = Callable[[Mapping[str, str], Policies], Any]

ROLES: dict[str, tuple[Make, Callable[[Any], Awaitable[object]]]] = {
    "painter": (
        lambda place, policies: Painter(choose_pictures("openai:sim", place), policies),
        lambda painter: painter.paint(PictureOrder("a mill", 320, 180)),
    ),
    "narrator": (
        lambda place, policies: Narrator(choose_speech("openai:sim", place), policies),
        lambda narrator: narrator.say("Sail on, sailor.", Voice("", "en")),
    ),
    "listener": (
        lambda place, policies: Listener(choose_hearing("openai:whisper-1", place), policies),
        lambda listener: listener.hear(Sound(bytes(3200), 16_000)),
    ),
    "embedder": (
        lambda place, policies: Embedder(choose_embedding("openai:sim", place), policies),
        lambda embedder: embedder.embed(["one", "two", "three"]),
    ),
}


def policies() -> Policies:
    """The usual ones, without their waits."""

    async def at_once(_: float) -> None:
        return

    return Policies(timing=Timing(sleep=at_once))


FAULTS = (
    "429:first=1",
    "500:first=1",
    "503:first=2",
    "drop:first=1",
    "close:first=1",
    "cut:first=1",
    "garbled:first=1",
    "empty:first=1",
    "error-in-200:first=1",
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("role", ROLES)
async def test_role_outlives_a_fault(role: str, fault: str) -> None:
    """It asks again, and has a whole answer: half a one is never taken for it."""
    make, ask = ROLES[role]
    async with serve(Plan(seed=3, faults=(read_fault(fault),))) as served:
        place = {"OPENAI_API_KEY": "sk-secret-0123", "FABULA_OPENAI_URL": served.address}
        asked = make(place, policies())
        answer = await ask(asked)
        await asked.close()
        stats = served.simulator.stats()

    assert answer
    assert stats["retries"] == sum(stats["by_fault"].values())


@pytest.mark.parametrize("role", ROLES)
async def test_role_gives_up_in_the_end(role: str) -> None:
    """After three calls, with the error of the last."""
    make, ask = ROLES[role]
    async with serve(Plan(faults=(read_fault("500:1"),))) as served:
        place = {"OPENAI_API_KEY": "sk-secret-0123", "FABULA_OPENAI_URL": served.address}
        asked = make(place, policies())
        with pytest.raises(ModelError) as caught:
            await ask(asked)
        await asked.close()

    assert "sk-secret" not in str(caught.value)


async def test_what_is_said_is_heard() -> None:
    """A simulated voice is understood by the simulated ear, over the wire and back."""
    async with serve(Plan()) as served:
        place = {"OPENAI_API_KEY": "sk-secret-0123", "FABULA_OPENAI_URL": served.address}
        narrator = Narrator(choose_speech("openai:sim", place))
        listener = Listener(choose_hearing("openai:whisper-1", place))
        spoken = await narrator.say("Sail on, sailor.", Voice("", "en"))
        heard = await listener.hear(spoken.sound, "en")
        await narrator.close()
        await listener.close()

    assert heard.language == "en"
    assert heard.words
    assert heard.words[-1].end <= spoken.sound.seconds + 0.01


async def test_paraphrase_is_near_in_the_simulator() -> None:
    """Its vectors go through the adapter whole."""
    async with serve(Plan()) as served:
        place = {"OPENAI_API_KEY": "sk-secret-0123", "FABULA_OPENAI_URL": served.address}
        embedder = Embedder(choose_embedding("openai:sim", place))
        one, near, far = await embedder.embed(["a red mill", "the red mill", "budget committee"])
        await embedder.close()

    assert one.likeness(near) > one.likeness(far) + 0.3
