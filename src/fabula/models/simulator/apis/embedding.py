"""Simulated embeddings: texts that share words lie near each other, as with a real model."""

from __future__ import annotations

import base64
import json
import math
import re
from array import array
from functools import lru_cache
from typing import Any

from fabula.models.simulator.calls import Call
from fabula.models.simulator.dice import dice
from fabula.models.simulator.plan import LETTERS_A_TOKEN, Plan
from fabula.models.simulator.refusals import Refused

DIMENSIONS = 64
MOST_DIMENSIONS = 8192


async def answer(call: Call, plan: Plan) -> tuple[bytes, str]:
    """A vector for each text, in OpenAI's form; `base64` where that is asked for.

    Raises:
        Refused: The number of dimensions, or the input, cannot be.
    """
    told = call.body["input"]
    # A list of numbers is one text in tokens, a list of lists several.
    alone = isinstance(told, str) or (isinstance(told, list) and isinstance(told[0], int))
    texts = [str(text) for text in ([told] if alone else told)]
    size = call.body.get("dimensions") or DIMENSIONS
    if not isinstance(size, int) or not 1 <= size <= MOST_DIMENSIONS:
        raise Refused(400, f"'dimensions' must be 1 to {MOST_DIMENSIONS}.", param="dimensions")
    packed = call.body.get("encoding_format") == "base64"
    rows = [
        {
            "object": "embedding",
            "index": n,
            "embedding": _written(vector(text, size, plan.seed), packed),
        }
        for n, text in enumerate(texts)
    ]
    tokens = sum(-(-len(text) // LETTERS_A_TOKEN) for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    tree = {"object": "list", "data": rows, "model": call.body["model"], "usage": usage}
    return json.dumps(tree).encode(), "application/json"


def vector(text: str, size: int, seed: int) -> list[float]:
    """A vector of length 1: the sum of one random direction for each word."""
    words = re.findall(r"\w+", text.lower()) or [text]
    columns = zip(*(_direction(word, size, seed) for word in words), strict=True)
    summed = [sum(column) for column in columns]
    length = math.hypot(*summed) or 1.0
    return [value / length for value in summed]


@lru_cache(maxsize=4096)
def _direction(word: str, size: int, seed: int) -> tuple[float, ...]:
    numbers = dice(seed, "embedding", word)
    return tuple(numbers.gauss(0, 1) for _ in range(size))


def _written(values: list[float], packed: bool) -> Any:
    if not packed:
        return values
    return base64.b64encode(array("f", values).tobytes()).decode()
