"""Simulated speech: a tone for each word."""

from __future__ import annotations

import asyncio

from fabula.models.simulator.apis.sounds import RATE, tones, wav
from fabula.models.simulator.calls import Call
from fabula.models.simulator.plan import Plan
from fabula.models.simulator.refusals import Refused

MOST_LETTERS = 4096
"""OpenAI's limit for one request."""


async def answer(call: Call, plan: Plan) -> tuple[bytes, str]:  # noqa: ARG001
    """The text as sound; WAV, or bare samples for "pcm".

    Raises:
        Refused: The text is too long, or the speed or the format cannot be.
    """
    text, form = str(call.body["input"]), call.body.get("response_format", "wav")
    speed = call.body.get("speed") or 1.0
    if len(text) > MOST_LETTERS:
        raise Refused(400, f"'input' has more than {MOST_LETTERS} letters.", param="input")
    if not isinstance(speed, int | float) or not 0.25 <= speed <= 4:
        raise Refused(400, "'speed' must be 0.25 to 4.", param="speed")
    if form not in {"wav", "pcm"}:
        raise Refused(400, "The simulator makes 'wav' and 'pcm' only.", param="response_format")
    samples = await asyncio.to_thread(tones, text, float(speed))
    if form == "pcm":
        return samples, "audio/pcm"
    return await asyncio.to_thread(wav, samples, RATE, text), "audio/wav"
