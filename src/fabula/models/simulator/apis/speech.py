"""Simulated speech: a tone for each word, or eSpeak NG where the plan wants real words."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING

from fabula.media.sound import Sound
from fabula.models.protocols import Voice
from fabula.models.simulator.apis.sounds import FORMATS, encoded, tones, wav
from fabula.models.simulator.calls import Call
from fabula.models.simulator.plan import Plan
from fabula.models.simulator.refusals import Refused

if TYPE_CHECKING:
    from fabula.models.speech.espeak import Espeak

MOST_LETTERS = 4096
"""OpenAI's limit for one request."""


async def answer(call: Call, plan: Plan) -> tuple[bytes, str]:
    """The text as sound; a WAV where no other format is asked for.

    Raises:
        Refused: The text is too long, or the speed or the format cannot be.
    """
    text, form = str(call.body["input"]), call.body.get("response_format") or "wav"
    speed = call.body.get("speed") or 1.0
    if len(text) > MOST_LETTERS:
        raise Refused(400, f"'input' has more than {MOST_LETTERS} letters.", param="input")
    if not isinstance(speed, int | float) or not 0.25 <= speed <= 4:
        raise Refused(400, "'speed' must be 0.25 to 4.", param="speed")
    if form != "wav" and form not in FORMATS:
        known = ", ".join(["wav", *FORMATS])
        raise Refused(400, f"'response_format' must be one of {known}.", param="response_format")
    if plan.speech == "espeak":
        spoken = await _espeak().say(text, Voice("", "en", min(2.0, max(0.5, speed))))
        sound = spoken.sound
    else:
        sound = await asyncio.to_thread(tones, text, float(speed))
    return await asyncio.to_thread(_written, sound, form, text)


def _written(sound: Sound, form: str, text: str) -> tuple[bytes, str]:
    """The sound in a format, and what that is."""
    if form == "wav":
        return wav(sound, text), "audio/wav"
    return encoded(sound, form), FORMATS[form].media_type


@cache
def _espeak() -> Espeak:
    """One for all simulators; its processes start when they are needed, and end with ours."""
    from fabula.models.speech.espeak import Espeak

    return Espeak(workers=2)
