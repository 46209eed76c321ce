"""The role that gives texts their place by content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from fabula.engine import Run, current_run, digest_of, remember, together
from fabula.engine.calls import Answer, Call
from fabula.engine.costs import Cost, count, metered
from fabula.engine.keeping import keep, look_up
from fabula.engine.memo import codec_of
from fabula.models.gateway.role import Role
from fabula.models.protocols import Embedding
from fabula.models.vector import Vector

MOST_LETTERS = 200_000
"""In one call, unless one text alone has more: below the limits of all providers known."""

Known = dict[str, Vector]


class Embedder(Role[Embedding]):
    """Gives texts their place by content.

    Args:
        chain: Embedding models, the first choice first.
        policies: How each is treated, and what it costs.
    """

    async def embed(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """A vector for each text, in order; all of one model, so that they can be compared.

        Each text is remembered by itself: where one of a thousand has changed, one is paid for.
        The others are asked for many at a time.

        Raises:
            ModelError: Every provider of the chain failed; of the kind of the first one's failure.
        """
        return await self.first(partial(self._embedded, tuple(texts)))

    async def _embedded(self, texts: tuple[str, ...], provider: Embedding) -> tuple[Vector, ...]:
        run, different = current_run(), tuple(dict.fromkeys(texts))
        known = await _remembered(run, provider.identity, different) if run else {}
        missing = [text for text in different if text not in known]
        batches = _batches(missing, provider.abilities.texts)
        for made in await together(*(self._asked(batch, provider, run) for batch in batches)):
            known |= made
        return tuple(known[text] for text in texts)

    async def _asked(self, texts: tuple[str, ...], provider: Embedding, run: Run | None) -> Known:
        """Ask for a batch, as one call of the model, and keep each of its vectors."""
        who = provider.identity
        ask = partial(self.guarded, provider, texts, partial(provider.embed, texts))
        with metered() as meter:
            vectors = await remember("embeddings", (who, texts), ask, tuple[Vector, ...], who=who)
        if run is not None:
            worths = _shares(meter.worth, texts)
            for text, vector, worth in zip(texts, vectors, worths, strict=True):
                await keep(run, _call(who, text), Answer(vector, worth), 0.0)
        return dict(zip(texts, vectors, strict=True))


async def _remembered(run: Run, who: str, texts: Sequence[str]) -> Known:
    """The vectors that are remembered; what they saved is counted."""
    found = await together(*(look_up(run, _call(who, text)) for text in texts))
    for answer in found:
        if answer is not None:
            count(answer.worth)
    pairs = zip(texts, found, strict=True)
    return {text: answer.value for text, answer in pairs if answer is not None}


def _call(who: str, text: str) -> Call[Vector]:
    """The place of one text's vector in the memory."""
    asked = digest_of((who, text))
    key = digest_of(("model", "embedding", asked))
    return Call("model", "embedding", key, {"inputs": asked}, codec_of(Vector), {"who": who})


def _batches(texts: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """The texts in order, as many at a time as fit into one call."""
    batch: list[str] = []
    letters = 0
    for text in texts:
        letters += len(text)
        if batch and (len(batch) >= most or letters > MOST_LETTERS):
            yield tuple(batch)
            batch, letters = [], len(text)
        batch.append(text)
    if batch:
        yield tuple(batch)


def _shares(cost: Cost, texts: Sequence[str]) -> Iterator[Cost]:
    """What each text of a batch cost, by its letters."""
    letters = sum(map(len, texts)) or 1
    for text in texts:
        share = len(text) / letters
        yield Cost(round(cost.tokens * share), None if cost.usd is None else cost.usd * share)
