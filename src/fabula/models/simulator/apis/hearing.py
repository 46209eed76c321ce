"""Simulated hearing: what a simulated voice said is heard word for word, all else is made up."""

from __future__ import annotations

import json
from typing import Any

from fabula.models.simulator.apis.sounds import LETTERS_A_SECOND, comment_of, seconds_of
from fabula.models.simulator.calls import Call
from fabula.models.simulator.dice import dice
from fabula.models.simulator.plan import Plan
from fabula.models.simulator.prose import prose
from fabula.models.simulator.refusals import Refused


async def answer(call: Call, plan: Plan) -> tuple[bytes, str]:
    """The words in a sound, as JSON or as plain text.

    Raises:
        Refused: There is no file.
    """
    content = call.body["file"]
    if not isinstance(content, bytes):
        raise Refused(400, "'file' is no file.", param="file")
    seconds = round(seconds_of(content), 2)
    made_up = prose(dice(plan.seed, "heard", call.key), int(seconds * LETTERS_A_SECOND))
    text = comment_of(content) or made_up
    match call.body.get("response_format", "json"):
        case "text":
            return text.encode() + b"\n", "text/plain; charset=utf-8"
        case "verbose_json":
            tree: dict[str, Any] = {
                "task": "transcribe",
                "language": "english",
                "duration": seconds,
            }
            tree |= {"text": text, "words": _words(text, seconds), "segments": []}
        case _:
            tree = {"text": text, "usage": {"type": "duration", "seconds": round(seconds)}}
    return json.dumps(tree).encode(), "application/json"


def _words(text: str, seconds: float) -> list[dict[str, Any]]:
    """Each word when it is heard, if every letter takes as long as any other."""
    told, place = [], 0
    for word in text.split():
        start, place = place, place + len(word) + 1
        ends = (start, place - 1)
        begin, end = (round(seconds * at / max(1, len(text)), 3) for at in ends)
        told.append({"word": word, "start": begin, "end": end})
    return told
