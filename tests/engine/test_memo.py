"""The memo: single-flight, take-over, damage, and the memory of model calls."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pytest

from fabula.engine import Event, Store, digest_of_bytes, fan_out, open_run, remember, step
from fabula.errors import Damaged, RunCancelled, Unkeyable
from fabula.store.memory import DictBlobs, DictMemory, ListLog, memory_store

pytestmark = pytest.mark.anyio

done: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    """Each test counts from nothing."""
    done.clear()


@step
async def slow(text: str) -> bytes:
    """Take a while, and fail when told to."""
    done["slow"] += 1
    await asyncio.sleep(0.02)
    if text == "fail":
        raise ValueError(text)
    return text.encode() * 5000


async def test_identical_calls_pay_once() -> None:
    """Twenty equal calls at once are made once; the others count as hits."""
    async with open_run(memory_store(), "test") as run:
        results = await asyncio.gather(*(slow("a") for _ in range(20)))
        trace = run.trace()

    assert len(set(results)) == 1
    assert (done["slow"], trace.made, trace.hits) == (1, 1, 19)


async def test_failed_leader_tells_all_who_wait() -> None:
    """Those who wait see the error, nobody makes it twice, and the next call tries again."""
    async with open_run(memory_store(), "test") as run:
        results = await asyncio.gather(*(slow("fail") for _ in range(5)), return_exceptions=True)
        assert done["slow"] == 1
        with pytest.raises(ValueError, match="fail"):
            await slow("fail")
        trace = run.trace()

    assert [type(result) for result in results] == [ValueError] * 5
    assert (done["slow"], trace.steps[0].failed) == (2, 2)


async def test_follower_takes_over_from_cancelled_leader() -> None:
    """When the one who makes it is cancelled, one of those who wait makes it."""
    async with open_run(memory_store(), "test"):
        leader = asyncio.create_task(slow("a"))
        await asyncio.sleep(0.005)
        followers = [asyncio.create_task(slow("a")) for _ in range(3)]
        await asyncio.sleep(0.005)
        leader.cancel()
        results = await asyncio.gather(*followers)

    assert leader.cancelled()
    assert (len(set(results)), done["slow"]) == (1, 2)


async def test_cancelled_follower_leaves_the_leader_alone() -> None:
    """Whoever stops waiting does not stop the work that others wait for."""
    async with open_run(memory_store(), "test"):
        leader = asyncio.create_task(slow("a"))
        await asyncio.sleep(0.005)
        follower = asyncio.create_task(slow("a"))
        await asyncio.sleep(0.005)
        follower.cancel()

        assert len(await leader) == 5000
        assert done["slow"] == 1


async def test_another_run_takes_over_from_cancelled_run() -> None:
    """A cancelled run does not cancel a run that waits for the same result."""
    store = memory_store()

    async def first() -> None:
        async with open_run(store, "first") as run:
            asyncio.get_running_loop().call_later(0.01, run.cancel)
            await slow("a")

    async def second() -> bytes:
        await asyncio.sleep(0.005)
        async with open_run(store, "second"):
            return await slow("a")

    cancelled, made = await asyncio.gather(first(), second(), return_exceptions=True)

    assert isinstance(cancelled, RunCancelled)
    assert made == b"a" * 5000


async def test_inner_cancelled_run_is_not_shared() -> None:
    """RunCancelled raised inside a step belongs to that run alone: others take over."""
    store = memory_store()
    runs: list[Any] = []

    @step
    async def stops_first() -> int:
        done["stops"] += 1
        await asyncio.sleep(0.01)
        if done["stops"] == 1:
            raise RunCancelled("mine")
        return 1

    async def one() -> int:
        async with open_run(store, "test") as run:
            runs.append(run)
            return await stops_first()

    results = await asyncio.gather(one(), one(), return_exceptions=True)

    assert [type(result) for result in results] == [RunCancelled, int]


async def spoil_row(store: Store) -> None:
    """Make the only row fit its type no more."""
    assert isinstance(store.memory, DictMemory)
    ((key, result),) = store.memory.results.items()
    store.memory.results[key] = replace(result, body=b'"of another time"')


async def spoil_blob(store: Store) -> None:
    """Flip bytes of the only blob."""
    assert isinstance(store.blobs, DictBlobs)
    (digest,) = store.blobs.contents
    store.blobs.contents[digest] = b"x" * 5000


async def lose_blob(store: Store) -> None:
    """Delete the only blob."""
    assert isinstance(store.blobs, DictBlobs)
    store.blobs.contents.clear()


@pytest.mark.parametrize(
    ("spoil", "warnings"), [(spoil_row, 0), (spoil_blob, 1), (lose_blob, 1)], ids=str
)
async def test_damage_is_reported_and_mended(spoil: Any, warnings: int) -> None:
    """A damaged or missing blob gives a warning and is made again; so is an outdated row."""
    store = memory_store()
    heard: list[Event] = []
    results = []
    for spoiled in (False, True, False):
        if spoiled:
            await spoil(store)
        async with open_run(store, "test", on_event=heard.append):
            results.append(await slow("a"))
    said = [event.fields["reason"] for event in heard if event.kind == "warning"]

    assert results == [b"a" * 5000] * 3
    assert (done["slow"], len(said)) == (2, warnings)
    assert all("made again" in reason for reason in said)


async def test_blobs_are_stored_before_the_row() -> None:
    """A row that can be read never names a blob that was not written."""
    order: list[str] = []

    class Blobs(DictBlobs):
        async def put(self, digest: str, content: bytes) -> None:
            await super().put(digest, content)
            order.append("blob")

    class Memory(DictMemory):
        async def put(self, result: Any) -> None:
            await super().put(result)
            order.append("row")

    heard: list[Event] = []
    async with open_run(Store(Memory(), Blobs(), ListLog()), "test", on_event=heard.append):
        await slow("a")
        order.append("returned")

    assert order == ["blob", "row", "returned"]
    assert "step.finished" in [event.kind for event in heard]


async def test_parts_of_the_key_are_kept() -> None:
    """Each input stands in the row by its own digest, so that a change can be explained."""
    store = memory_store()
    for text in ("a", "b"):
        async with open_run(store, "test"):
            await slow(text)
    assert isinstance(store.memory, DictMemory)
    one, other = store.memory.results.values()

    assert set(one.parts) == {"<code>", "text"}
    assert {name for name in one.parts if one.parts[name] != other.parts[name]} == {"text"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says."""

    text: str


async def ask(model: str, prompt: str) -> Answer:
    """Ask a model that counts how often it is asked."""

    async def make() -> Answer:
        done["model"] += 1
        return Answer(prompt.upper())

    return await remember("text", (model, prompt), make, Answer, who=model)


async def test_model_calls_outlive_code_changes() -> None:
    """Two different steps that ask the same question of the same model pay once."""

    @step
    async def first() -> Answer:
        return await ask("gpt", "hello")

    @step
    async def rewritten() -> Answer:
        answer = await ask("gpt", "hello")
        return Answer(answer.text + "!")

    heard: list[Event] = []
    async with open_run(memory_store(), "test", on_event=heard.append) as run:
        results = [await first(), await rewritten(), await ask("other", "hello")]
        trace = run.trace()
    calls = [dict(event.fields) for event in heard if event.kind == "model.called"]

    assert results == [Answer("HELLO"), Answer("HELLO!"), Answer("HELLO")]
    assert done["model"] == 2
    assert [(call["model"], call["how"], call["who"]) for call in calls] == [
        ("text", "made", "gpt"),
        ("text", "hit", "gpt"),
        ("text", "made", "other"),
    ]
    assert (trace.models[0].calls, trace.models[0].hits) == (3, 1)


async def test_kinds_of_calls_do_not_share() -> None:
    """The same words to be answered and to be spoken are two different questions."""

    async def make() -> str:
        done["model"] += 1
        return "x"

    async with open_run(memory_store(), "test"):
        await remember("text", "q", make, str)
        await remember("speech", "q", make, str)

    assert done["model"] == 2


async def test_failed_model_call_is_told() -> None:
    """A call that failed stands in the events with its reason, and is asked again."""

    async def make() -> str:
        raise ValueError("busy")

    heard: list[Event] = []
    async with open_run(memory_store(), "test", on_event=heard.append):
        with pytest.raises(ValueError, match="busy"):
            await remember("text", "q", make, str)
    told = [event.fields for event in heard if event.kind == "model.called"]

    assert [(fields["how"], fields["reason"]) for fields in told] == [
        ("failed", "ValueError: busy")
    ]


async def test_model_calls_outside_of_runs_are_made() -> None:
    """Without a run a model is simply asked."""
    await ask("gpt", "hello")
    await ask("gpt", "hello")

    assert done["model"] == 2


async def test_questions_must_have_content() -> None:
    """A question that no key can be made of is refused."""
    async with open_run(memory_store(), "test"):
        with pytest.raises(Unkeyable):
            await remember("text", object(), lambda: slow("a"), bytes)


async def test_damaged_row_is_made_again() -> None:
    """A store that finds a row damaged says so; the engine warns and goes on."""

    class Broken(DictMemory):
        async def get(self, key: str) -> Any:
            if self.results:
                raise Damaged("The row is not what was stored.")
            return await super().get(key)

    heard: list[Event] = []
    async with open_run(Store(Broken(), DictBlobs(), ListLog()), "t", on_event=heard.append):
        parts = await fan_out(slow, ["a", "a"], limit=1)

    assert [digest_of_bytes(part) for part in parts.made] == [digest_of_bytes(b"a" * 5000)] * 2
    assert [event.kind for event in heard].count("warning") == 1
