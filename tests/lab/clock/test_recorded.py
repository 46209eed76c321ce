"""Recorded models are asked once, and answer as they did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from fabula.lab.clock import PacedSpeech, RecordedSpeech, RecordedText, virtual_now, virtually
from fabula.models import Task, Voice
from fabula.models.simulator import Simulator
from fabula.models.simulator.near.speech import NearSpeech

pytestmark = pytest.mark.anyio
VOICE = Voice("", "en")


@dataclass(frozen=True)
class Count(Task[int]):
    """Count."""

    what: str


class Counter:
    """Counts how often it is asked."""

    identity = "counter"

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self, _task: Any) -> Any:
        """How often, so far."""
        self.asked += 1
        return self.asked

    async def close(self) -> None:
        """Nothing to let go of."""


async def test_task_is_answered_once() -> None:
    """Whoever asks again, for these tasks alone too, hears the same."""
    text = RecordedText(Counter())
    answers = [await text.answer(Count(what)) for what in "abab"]
    answers.append(await text.only(Count).answer(Count("a")))

    assert answers == [1, 2, 1, 2, 1]
    assert text.identity == "counter"


async def test_text_is_spoken_once() -> None:
    """The same sound, and the simulator is asked once."""
    simulator = Simulator()
    speech = RecordedSpeech(NearSpeech(simulator))
    sounds = [await speech.say("Ahoy.", VOICE) for _ in range(3)]

    assert sounds[0] is sounds[1] is sounds[2]
    assert simulator.stats()["requests"] == 1
    assert speech.pace(VOICE) > 5
    await speech.check(VOICE)
    await speech.close()


def test_paced_voice_takes_its_time() -> None:
    """Its name is part of who it is."""

    async def speak() -> tuple[float, str]:
        speech = PacedSpeech(RecordedSpeech(NearSpeech(Simulator())), 0.25, name="#7")
        for text in ("Ahoy.", "Land!", "Ahoy."):
            await speech.say(text, VOICE)
        return virtual_now(), speech.identity

    seconds, identity = virtually(speak)

    assert seconds == 0.75
    assert identity.endswith("#7")
