"""A plan says what would be made and why, and makes nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial

import pytest

from fabula.engine import Store, emit, fan_out, open_run, remember, step, together
from fabula.engine.plan import Plan, Range, make_plan
from fabula.engine.shelf import pin, slots_of
from fabula.errors import UserError
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

done: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    """Each test counts from nothing."""
    done.clear()


@step
async def outline(topics: tuple[str, ...]) -> tuple[str, ...]:
    """One title a scene."""
    done["outline"] += 1
    return topics


async def poet(title: str) -> str:
    """Costs 25 cents."""
    emit("model.used", who="poet", usd=0.25)
    return title.upper()


@step
async def write(title: str) -> str:
    """Ask the model."""
    done["write"] += 1
    await asyncio.sleep(0.01)
    return await remember("text", ("poet", title), partial(poet, title), str, who="poet")


@step
def paint(title: str, colour: str = "red") -> str:
    """Beside the words."""
    done["paint"] += 1
    return f"{colour} {title}"


@step
async def bind(words: str, picture: str) -> str:
    """Words and picture."""
    done["bind"] += 1
    return words + picture


@step
async def join(scenes: tuple[str, ...]) -> str:
    """All scenes."""
    done["join"] += 1
    return "".join(scenes)


async def recipe(topics: tuple[str, ...], colour: str = "red") -> str:
    """Outline, scenes, join."""

    async def scene(title: str) -> str:
        return await bind(*await together(write(title), paint(title, colour)))

    titles = await outline(topics)
    scenes = await fan_out(scene, titles, limit=2, name="scene", titles=titles)
    return await join(tuple(scenes.made))


async def play(store: Store, topics: tuple[str, ...], colour: str = "red") -> str:
    """One run."""
    async with open_run(store, "play"):
        return await recipe(topics, colour)


async def planned(store: Store, topics: tuple[str, ...], colour: str = "red") -> Plan:
    """The plan of one run; it makes nothing and writes nothing."""
    runs, takes = await store.log.latest(), await store.archive.takes()
    before = Counter(done)
    plan = await make_plan(store, "play", partial(recipe, topics, colour))

    assert done == before
    assert await store.log.latest() == runs
    assert await store.archive.takes() == takes
    return plan


def lines(plan: Plan) -> list[tuple[str, str, tuple[str, ...]]]:
    """All but the hits."""
    return [(str(one.slot), one.what, one.why) for one in plan.steps if one.what != "hit"]


async def test_first_run_is_open_ended() -> None:
    """Nothing is known beyond the first step, nor what it takes."""
    plan = await planned(memory_store(), ("rain",))

    assert lines(plan) == [("outline", "run", ("never made before",))]
    assert (plan.follows, plan.seconds, plan.usd) == (True, None, None)


async def test_finished_work_is_all_hits() -> None:
    """After a run there is nothing to do: no time, no money."""
    store = memory_store()
    await play(store, ("rain", "snow"))
    plan = await planned(store, ("rain", "snow"))

    assert lines(plan) == []
    assert plan.count("hit") == 8
    assert (plan.seconds, plan.usd, plan.follows) == (Range(0, 0), Range(0, 0), False)


async def test_edit_of_the_outline_leaves_the_rest_unknown() -> None:
    """Scenes that are not known yet are told as last time, once for each step."""
    store = memory_store()
    await play(store, ("rain", "snow"))
    plan = await planned(store, ("rain", "hail"))
    until = ("until outline is known",)

    assert lines(plan)[0] == ("outline", "run", ("topics[2]: 'snow' -> 'hail'",))
    assert lines(plan)[-1] == ("join", "unknown", until)
    assert sorted(lines(plan)[1:-1]) == [
        ("bind, each scene", "unknown", until),
        ("paint, each scene", "unknown", until),
        ("write, each scene", "unknown", until),
    ]
    assert [one.times for one in plan.steps] == [1, 2, 2, 2, 1]
    assert plan.usd == Range(0, 0.5)


async def test_everything_beside_an_unknown_is_looked_at() -> None:
    """Another colour: every slide is painted anew, the words are hits, the binding is unknown."""
    store = memory_store()
    await play(store, ("rain", "snow", "fog"))
    plan = await planned(store, ("rain", "snow", "fog"), "blue")
    why = ("colour: 'red' -> 'blue'",)

    assert [line for line in lines(plan) if line[1] == "run"] == [
        (f"paint, scene: {title}", "run", why) for title in ("rain", "snow", "fog")
    ]
    assert [line for line in lines(plan) if line[1] == "unknown"] == [
        *(
            (f"bind, scene: {t}", "unknown", ("until paint is known",))
            for t in ("rain", "snow", "fog")
        ),
        ("join", "unknown", ("until paint, scene: rain is known",)),
    ]
    assert plan.count("hit") == 4


async def test_plan_agrees_with_the_run() -> None:
    """What will run does run, hits are hits, and the time lies in the range."""
    store = memory_store()
    await play(store, ("rain", "snow"))
    plan = await planned(store, ("rain", "snow"), "blue")
    done.clear()
    await play(store, ("rain", "snow"), "blue")
    (latest, *_) = await store.log.latest()
    ended = [e for e in await store.log.read(latest.id) if e.kind == "step.finished"]

    assert done == {"paint": 2, "bind": 2, "join": 1}
    assert plan.count("hit") == sum(event.fields["how"] == "hit" for event in ended)
    assert plan.count("run") + plan.count("unknown") == sum(done.values())


async def test_prediction_is_a_range_of_what_was() -> None:
    """Time and money come from earlier takes; a price that was unknown stays unknown."""
    store = memory_store()
    for title in ("rain", "snow"):
        async with open_run(store, "play"):
            await write(title)
    plan = await make_plan(store, "play", partial(write, "fog"))
    (one,) = plan.steps

    assert one.usd == plan.usd == Range(0.25, 0.25)
    assert one.seconds is not None
    assert 0.01 <= one.seconds.least <= one.seconds.most
    assert plan.seconds == one.seconds


async def test_equal_calls_are_made_once() -> None:
    """Two scenes that are alike share what is made for the first."""
    store = memory_store()
    await play(store, ("rain",))
    async with open_run(store, "play"):
        await outline(("fog", "fog"))
    plan = await planned(store, ("fog", "fog"))

    assert [str(one.slot) for one in plan.steps if one.what == "run"] == [
        "write, scene: fog",
        "paint, scene: fog",
    ]
    assert [one.why for one in plan.steps if one.what == "hit"][-1] == (
        "made once, for paint, scene: fog",
    )


async def test_pins_and_gifts_show_what_is_stale() -> None:
    """A pinned take holds in a plan too, with what has changed; a person's own is used."""
    store = memory_store()
    await play(store, ("rain",))
    await pin(store, await slots_of(store, "paint"))
    plan = await planned(store, ("rain",), "blue")
    gift = await make_plan(
        store, "play", partial(recipe, ("rain",)), given={outline.at(): ("rain", "snow")}
    )

    assert lines(plan) == [("paint, scene: rain", "held", ("colour: 'red' -> 'blue'",))]
    assert lines(gift)[0] == ("outline", "held", ())
    assert ("write, scene: snow", "run", ("title: 'rain' -> 'snow'",)) in lines(gift)
    assert len(await store.archive.takes("outline")) == 1


async def test_errors_of_the_recipe_come_out() -> None:
    """A mistake in the input is told by the plan as by the run."""

    async def broken() -> None:
        raise UserError("No such voice.")

    with pytest.raises(UserError, match="No such voice"):
        await make_plan(memory_store(), "play", broken)


async def test_shape_is_that_of_the_same_document() -> None:
    """What follows is told from a run about the same document, best with the same order."""
    store = memory_store()
    for about, topics in ((("a", "short"), ("sun",)), (("a", "long"), ("sun", "moon", "sea"))):
        async with open_run(store, "talk", about=about):
            await recipe(topics)
    async with open_run(store, "talk", about=("b", "")):
        await recipe(("sand", "salt"))

    async def times(*about: str) -> list[int]:
        plan = await make_plan(store, "talk", partial(recipe, ("star",)), about=about)
        return [step.times for step in plan.steps if step.slot.name == "write"]

    assert [await times("a", one) for one in ("short", "long", "other")] == [[1], [3], [3]]
    assert await times("b", "short") == [2]
    assert await times("c", "short") == []
