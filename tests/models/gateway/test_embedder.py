"""The embedder remembers text by text, and asks for many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.models.serving import Asked, Reply, served

from fabula.engine import Event, Store, open_run
from fabula.engine.budget import Budget, Purse
from fabula.errors import BudgetSpent
from fabula.models import Embedder, Policies, Vector, choose_embedding
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

SIZE = 4


def lengths(asked: Asked) -> Reply:
    """A server whose vectors are the lengths of the texts; ten tokens a text."""
    texts = asked.json["input"]
    rows = [{"index": i, "embedding": [float(len(t))] * SIZE} for i, t in enumerate(texts)]
    return Reply({"data": rows[::-1], "usage": {"prompt_tokens": 10 * len(texts)}})


async def embedded(
    store: Store, *questions: Sequence[str], purse: Purse | None = None
) -> tuple[list[tuple[Vector, ...]], list[list[str]], list[int]]:
    """What each question gave, the texts of each call of the server, and the tokens of each run."""
    answers, tokens = [], []
    async with served(lengths) as server:
        place = {"OPENAI_API_KEY": "secret", "FABULA_OPENAI_URL": server.address}
        embedder = Embedder(choose_embedding("openai:m", place))
        try:
            for question in questions:
                told: list[Event] = []
                async with open_run(store, "test", purse=purse, on_event=told.append):
                    answers.append(await embedder.embed(question))
                used = (event.fields for event in told if event.kind == "model.used")
                tokens.append(sum(fields["tokens_in"] for fields in used))
        finally:
            await embedder.close()
        return answers, [asked.json["input"] for asked in server.asked], tokens


async def test_changed_text_is_paid_for_alone() -> None:
    """Of three texts two are remembered, in another order too."""
    store = memory_store()
    answers, calls, tokens = await embedded(store, ["a", "bb", "ccc"], ["ccc", "a", "dddd"], ["bb"])

    assert calls == [["a", "bb", "ccc"], ["dddd"]]
    assert tokens == [30, 10, 0]
    assert [list(vector.numbers) for vector in answers[1]] == [[3.0] * 4, [1.0] * 4, [4.0] * 4]


async def test_same_text_is_asked_once() -> None:
    """Within a question, too."""
    (answer,), calls, _ = await embedded(memory_store(), ["a", "a", "bb", "a"])

    assert calls == [["a", "bb"]]
    assert answer[0] == answer[1] == answer[3]


async def test_many_texts_are_asked_in_batches() -> None:
    """As many at a time as the provider takes, and no more letters than it takes."""
    few = [f"text {number}" for number in range(300)]
    long = ["x" * 150_000, "y" * 150_000]
    _, calls, _ = await embedded(memory_store(), few, long)

    assert sorted(map(len, calls)) == [1, 1, 44, 128, 128]


async def test_nothing_asked_is_nothing_paid() -> None:
    """An empty question asks nobody."""
    answers, calls, _ = await embedded(memory_store(), [])

    assert answers == [()]
    assert calls == []


async def test_short_budget_ends_and_does_not_hang() -> None:
    """What is remembered costs nothing; what is not is refused."""
    store = memory_store()
    await embedded(store, ["known"])
    purse = Purse(Budget(tokens=2))
    answers, calls, _ = await embedded(store, ["known"], purse=purse)
    assert calls == []
    assert len(answers) == 1

    with pytest.raises(BudgetSpent):
        await embedded(store, ["a longer text that is not known yet"], purse=purse)


async def test_stand_in_answers_for_all() -> None:
    """Vectors of two models cannot be compared: all are of the one that answered."""
    chain = choose_embedding("compatible:m@http://127.0.0.1:9/v1, offline", {})
    embedder = Embedder(chain, Policies({"compatible:*": {"attempts": 1}}))
    answer = await embedder.embed(["one", "two"])
    await embedder.close()

    assert [len(vector) for vector in answer] == [512, 512]


async def test_without_a_run_nothing_is_remembered() -> None:
    """The embedder works outside of runs."""
    embedder = Embedder(choose_embedding("", {}))
    first, second = await embedder.embed(["one"]), await embedder.embed(["one"])

    assert first == second
