"""Takes: another is made beside the first, a pinned one holds, a person's own is played."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from fabula.engine import (
    Event,
    Parts,
    Store,
    Take,
    emit,
    fan_out,
    new_run_id,
    open_run,
    remember,
    step,
)
from fabula.engine.shelf import choose, pin, show_takes, slots_of, unpin
from fabula.errors import BadStep, NothingToDo, Pinned, UnknownName, UserError
from fabula.store.folder import open_store
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

asked: Counter[str] = Counter()
PRICE: dict[str, float | None] = {"usd": 0.5}


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    """Each test counts from nothing."""
    asked.clear()
    PRICE["usd"] = 0.5


async def poet(text: str) -> str:
    """A model that never says the same twice, and costs half a dollar."""
    asked["poet"] += 1
    emit("model.used", who="poet", usd=PRICE["usd"])
    return f"{text} {asked['poet']}"


@step
async def write(topic: str) -> str:
    """Ask the model."""
    return await remember("text", ("poet", topic), partial(poet, topic), str, who="poet")


@step
async def praise(text: str) -> str:
    """By rule."""
    asked["praise"] += 1
    return text + "!"


async def scene(topic: str) -> str:
    """Two steps."""
    return await praise(await write(topic))


async def play(
    store: Store, topics: list[str], titles: list[str] | None = None, **options: Any
) -> list[str]:
    """One run over some scenes."""
    async with open_run(store, "play", **options):
        made: Parts[str] = await fan_out(scene, topics, name="scene", titles=titles or topics)
    return made.made


async def test_second_take_keeps_the_first() -> None:
    """`take(2)` asks the model anew; both takes are remembered from then on."""
    store = memory_store()
    async with open_run(store, "play"):
        first = [await write("rain"), await write.take(2)("rain"), await write.take(1)("rain")]
        again = [await write.take(2)("rain"), await write("rain")]

    assert first == ["rain 1", "rain 2", "rain 1"]
    assert again == ["rain 2", "rain 1"]
    assert asked["poet"] == 2
    assert await write.take(2)("no run") == "no run 3"


async def test_take_zero_is_refused() -> None:
    """Takes are counted from one."""
    with pytest.raises(BadStep, match="counted from 1"):
        write.take(0)


async def test_takes_say_who_made_them() -> None:
    """Model or rule, when, how long and at what cost; an unknown price is unknown."""
    store = memory_store()
    await play(store, ["rain"])
    PRICE["usd"] = None
    await play(store, ["snow"])
    takes = {(take.slot.name, take.slot.part): take for take in await store.archive.takes()}
    rule = takes["praise", "scene: rain"]

    assert [
        (takes["write", f"scene: {topic}"].who, takes["write", f"scene: {topic}"].usd)
        for topic in ("rain", "snow")
    ] == [("poet", 0.5), ("poet", None)]
    assert (rule.who, rule.usd, rule.number, rule.index) == ("rule", 0.0, 1, 0)
    assert rule.seconds >= 0
    assert rule.made_at > 1e9


async def test_chosen_take_is_played_from_then_on() -> None:
    """A take chosen for one scene is made there alone, with what depends on it; one can go back."""
    store = memory_store()
    first = await play(store, ["rain", "snow"])
    (slot,) = await slots_of(store, "write", "2")
    chosen = await choose(store, [slot])
    second, again = await play(store, ["rain", "snow"]), await play(store, ["rain", "snow"])
    await choose(store, [slot], 1)
    back = await play(store, ["rain", "snow"])

    assert first == ["rain 1!", "snow 2!"]
    assert chosen == {write.at("scene: snow"): 2}
    assert second == again == ["rain 1!", "snow 3!"]
    assert back == first
    assert (asked["poet"], asked["praise"]) == (3, 3)


@pytest.mark.parametrize("where", ["memory", "disk"])
async def test_pin_holds_against_changes(tmp_path: Any, where: str) -> None:
    """A pinned take is played though its input changed, and an event tells the reason."""
    heard: list[Event] = []

    async def story(store: Store) -> None:
        await play(store, ["rain", "snow"], ["one", "two"])
        ((_, take),) = await pin(store, await slots_of(store, "write", "one"))
        held = await play(store, ["storm", "snow"], ["one", "two"], on_event=heard.append)
        (event,) = [event for event in heard if event.kind == "step.held"]
        await unpin(store, await slots_of(store, "write", "one"))

        assert take.number == 1
        assert held == ["rain 1!", "snow 2!"]
        assert event.fields["stale"] == ["topic: 'rain' -> 'storm'"]
        assert await play(store, ["storm", "snow"], ["one", "two"]) == ["storm 3!", "snow 2!"]

    if where == "memory":
        await story(memory_store())
    else:
        async with open_store(tmp_path) as store:
            await story(store)


async def test_pin_follows_its_part() -> None:
    """A part that moved keeps its pin, whatever its number is now."""
    store = memory_store()
    await play(store, ["rain"])
    await pin(store, await slots_of(store, "write", "1"))

    assert await play(store, ["fog", "hail"], ["fog", "rain"]) == ["fog 2!", "rain 1!"]


async def test_pinned_take_that_is_lost_is_told() -> None:
    """When memory has the pinned take no more, it is made again with a warning."""
    store, heard = memory_store(), list[Event]()
    await play(store, ["rain"])
    await pin(store, await slots_of(store, "write"))
    store.memory.results.clear()  # type: ignore[attr-defined]

    assert await play(store, ["rain"], on_event=heard.append) == ["rain 2!"]
    assert [e.fields["reason"] for e in heard if e.kind == "warning"] == [
        "The pinned take of write, scene: rain is no longer remembered. It is made again."
    ]


async def test_pinned_place_gets_no_other_take() -> None:
    """Another take of a pinned place is refused until it is let go."""
    store = memory_store()
    await play(store, ["rain"])
    slots = await slots_of(store, "write")
    await pin(store, slots)
    with pytest.raises(Pinned, match="fabula pin FOLDER STEP --undo"):
        await choose(store, slots)
    await unpin(store, slots)

    with pytest.raises(NothingToDo):
        await unpin(store, slots)
    with pytest.raises(UnknownName, match="Unknown take"):
        await pin(store, slots, 7)


async def test_given_result_is_a_take_by_a_person() -> None:
    """What a person wrote is played and kept; the first one knows what it was made of."""
    store, heard = memory_store(), list[Event]()
    place = write.at("scene: rain")
    await play(store, ["rain"])
    edited = await play(store, ["rain"], given={place: "my rain"})
    await play(store, ["rain"], given={place: "our rain"})
    again = await play(store, ["storm"], ["rain"], given={place: "my rain"}, on_event=heard.append)
    takes = await store.archive.takes("write")
    (held,) = [event.fields for event in heard if event.kind == "step.held"]

    assert edited == again == ["my rain!"]
    assert [(take.who, take.number) for take in takes] == [
        ("poet", 1),
        ("person", 0),
        ("person", 0),
    ]
    assert (held["who"], held["stale"]) == ("person", ["topic: 'rain' -> 'storm'"])
    assert asked["poet"] == 1


async def test_list_shows_what_is_played() -> None:
    """The list marks the take of the latest run, pins, and takes that say the same."""
    store = memory_store()
    await play(store, ["rain", "rain"])
    (first, _) = slots = await slots_of(store, "praise")
    await choose(store, [first], 2)
    await play(store, ["rain", "rain"])
    await pin(store, [first])
    shown = await show_takes(store, "praise", "1")

    assert [slot.part for slot in slots] == ["scene: rain", "scene: rain [2]"]
    assert [(one.take.number, one.played, one.pinned, one.same) for one in shown] == [
        (1, False, False, False),
        (2, True, True, True),
    ]


@pytest.mark.parametrize(
    ("step_name", "part", "told"),
    [("wirte", "", "Did you mean 'write'"), ("write", "9", "Unknown part of write")],
)
async def test_unknown_places_are_told(step_name: str, part: str, told: str) -> None:
    """A step or a part that is not there: what there is."""
    store = memory_store()
    await play(store, ["rain"])

    with pytest.raises(UnknownName, match=told):
        await slots_of(store, step_name, part)


async def test_archive_comes_back_from_disk(tmp_path: Any) -> None:
    """Takes and choices outlive the process."""
    async with open_store(tmp_path) as store:
        await play(store, ["rain"])
        await choose(store, await slots_of(store, "write"))
        before: list[Take] = await store.archive.takes()
    async with open_store(tmp_path) as store:
        assert await store.archive.takes() == before
        assert await play(store, ["rain"]) == ["rain 2!"]


@step
async def draft(topic: str) -> str:
    """Another each time."""
    return f"{topic} {new_run_id(1.0)}"


@step
async def chapter(topic: str) -> str:
    """A step around another one."""
    return await draft(topic)


async def test_take_reaches_the_steps_inside() -> None:
    """Another take of a step asks the steps that it calls anew; the first stays as it was."""
    store = memory_store()
    async with open_run(store, "test"):
        first = await chapter("tides")
    async with open_run(store, "test"):
        second = await chapter.take(2)("tides")
    async with open_run(store, "test"):
        again = await chapter.take(2)("tides"), await chapter("tides")

    assert second != first
    assert again == (second, first)


async def test_inner_take_is_asked_of_the_outer() -> None:
    """A take within a step that is remembered would not be heard, so it is refused by name."""
    store = memory_store()
    async with open_run(store, "test"):
        await chapter("tides")

    with pytest.raises(UserError, match="take another chapter"):
        await choose(store, [draft.at()])
    assert await choose(store, [chapter.at()]) == {chapter.at(): 2}
