"""Servers of OpenAI's kind place texts; what is no vector is an error."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from tests.models.serving import Asked, Reply, served

from fabula.errors import BadAnswer, BadSetting
from fabula.models import Vector
from fabula.models.addresses import Place
from fabula.models.embedding.compatible import CompatibleEmbedding, provide

pytestmark = pytest.mark.anyio


async def embed(reply: Reply, *texts: str) -> tuple[tuple[Vector, ...], Asked]:
    """The vectors of some texts, and what the server was asked."""
    async with served(lambda _: reply) as server:
        place = Place("openai", server.address, "OPENAI_API_KEY", "sk-secret")
        model = CompatibleEmbedding(place, "text-embedding-3-small")
        try:
            return await model.embed(texts), server.asked[0]
        finally:
            await model.close()


def rows(*vectors: Any) -> Reply:
    """An answer with these vectors, the last one first."""
    data = [{"index": i, "embedding": vector} for i, vector in enumerate(vectors)]
    return Reply({"object": "list", "data": data[::-1], "usage": {"prompt_tokens": 5}})


async def test_vectors_come_in_the_order_of_texts() -> None:
    """Whatever their order in the answer."""
    vectors, asked = await embed(rows([1.0, 0.5], [0.25, -1]), "one", "two")

    assert [list(vector.numbers) for vector in vectors] == [[1.0, 0.5], [0.25, -1.0]]
    assert asked.json == {
        "model": "text-embedding-3-small",
        "input": ["one", "two"],
        "encoding_format": "float",
    }


async def test_base64_is_understood() -> None:
    """Some servers send it, whatever they are asked for."""
    (vector,), _ = await embed(rows(base64.b64encode(struct.pack("<2f", 0.5, -2)).decode()), "one")

    assert list(vector.numbers) == [0.5, -2.0]


@pytest.mark.parametrize(
    "reply",
    [
        rows([1.0]),
        rows([1.0], [1.0, 2.0]),
        rows([], []),
        rows([1.0], ["x"]),
        rows([1.0], [float("nan")]),
        rows([1.0], [1e300]),
        rows("%%", "%%"),
        rows("AAA=", "AAA="),
        rows(None, None),
        Reply({"data": [{"embedding": [1.0]}, {"embedding": [1.0]}]}),
        Reply([]),
    ],
    ids=range(11),
)
async def test_what_is_no_vector_is_an_error(reply: Reply) -> None:
    """Too few, of different lengths, empty, not numbers."""
    with pytest.raises(BadAnswer, match="vectors"):
        await embed(reply, "one", "two")


async def test_most_is_estimated_on_the_safe_side() -> None:
    """Two letters a token, and one for each text."""
    model = provide("openai", "text-embedding-3-large", {"OPENAI_API_KEY": "k"})

    assert (await model.most(("12345678", ""))).tokens_in == 6
    assert model.abilities.dimensions == 3072
    with pytest.raises(TypeError):
        await model.most("a text")


def test_key_is_needed() -> None:
    """And its variable named."""
    with pytest.raises(BadSetting, match="MISTRAL_API_KEY"):
        provide("mistral", "mistral-embed", {})
