"""Steps: what is remembered, what is made again, and what is refused."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fabula.engine import Step, Store, open_run, step
from fabula.engine.policies import Policy
from fabula.errors import BadStep, Unkeyable, Unstorable
from fabula.store.memory import DictMemory, memory_store

if TYPE_CHECKING:
    from decimal import Decimal

pytestmark = pytest.mark.anyio

done: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    """Each test counts from nothing."""
    done.clear()


@dataclass(frozen=True, slots=True)
class Slide:
    """A picture with words."""

    text: str
    png: bytes = b""


@step
async def shout(text: str, times: int = 1) -> str:
    """Say it louder."""
    done["shout"] += 1
    return text.upper() * times


@step
def paint(text: str) -> Slide:
    """Paint in a thread, and sign with its name."""
    done["paint"] += 1
    return Slide(threading.current_thread().name + text, bytes(9000))


@step
async def poster(text: str) -> Slide:
    """A step of steps."""
    done["poster"] += 1
    return await paint(await shout(text))


@step(version="1")
async def settled(code: int) -> int:
    """A step with a version."""
    done["settled"] += 1
    return code + 1


async def runs(store: Store, *calls: Any) -> list[Any]:
    """Results of the calls, each in a run of its own."""
    results = []
    for call in calls:
        async with open_run(store, "test"):
            results.append(await call())
    return results


async def test_results_are_remembered() -> None:
    """The second run gives an equal result and makes nothing, blobs included."""
    first, second = await runs(memory_store(), partial(poster, "a"), partial(poster, "a"))

    assert first == second
    assert done == {"shout": 1, "paint": 1, "poster": 1}


async def test_defaults_are_inputs() -> None:
    """The same call told in another way is the same call."""
    await runs(
        memory_store(),
        partial(shout, "a"),
        partial(shout, text="a"),
        partial(shout, "a", 1),
        partial(shout, times=1, text="a"),
        partial(shout, "a", 2),
    )

    assert done["shout"] == 2


async def test_equal_functions_do_not_share() -> None:
    """Two steps with the same inputs never get each other's results."""

    @step
    async def one(text: str) -> str:
        return "same" + text

    @step
    async def other(text: str) -> str:
        return "same" + text

    store = memory_store()
    await runs(store, partial(one, "a"), partial(other, "a"))
    assert isinstance(store.memory, DictMemory)

    assert len(store.memory.results) == 2


async def test_captured_values_count() -> None:
    """A step that is made in a function depends on what it captures."""

    def with_word(word: str) -> Step[[str], str]:
        @step
        async def say(text: str) -> str:
            return word + text

        return say

    said = await runs(memory_store(), partial(with_word("a"), "x"), partial(with_word("b"), "x"))

    assert said == ["ax", "bx"]


async def test_captured_models_count_by_identity() -> None:
    """A model that a step captures counts as it would as an input; a list it fills does not."""

    @dataclass
    class Model:
        identity: str

    def with_model(model: Model) -> Step[[str], str]:
        asked: list[str] = []

        @step
        async def ask(text: str) -> str:
            asked.append(text)
            done["ask"] += 1
            return model.identity + text

        return ask

    first, second = with_model(Model("a")), with_model(Model("b"))
    said = await runs(memory_store(), *(partial(ask, "x") for ask in (first, first, second)))

    assert (said, done["ask"]) == (["ax", "ax", "bx"], 2)


async def test_plain_functions_run_in_threads() -> None:
    """A `def` leaves the loop free and gives a coroutine all the same."""
    (slide,) = await runs(memory_store(), partial(paint, "!"))

    assert slide.text != threading.current_thread().name + "!"


async def test_steps_outside_of_runs_only_run() -> None:
    """Without a run there is no memory and no key: recipes can be tried piece by piece."""

    @step
    def size(path: Path) -> int:
        return len(path.name)

    assert [await size(Path("ab")), await shout("a"), await shout("a")] == [2, "A", "A"]
    assert done["shout"] == 2


async def test_version_stands_for_code() -> None:
    """With a version, code does not count, and another version is another key."""

    def build(version: str, plus: int) -> Step[[int], int]:
        @step(version=version)
        async def add(code: int) -> int:
            return code + plus

        return add

    made = await runs(
        memory_store(),
        partial(build("1", 1), 0),
        partial(build("1", 5), 0),
        partial(build("2", 5), 0),
    )

    assert made == [1, 1, 5]


async def test_equal_versions_do_not_share() -> None:
    """Two steps of one version with equal inputs are still two steps."""

    @step(version="1")
    async def one(number: int) -> int:
        return number

    @step(version="1")
    async def other(number: int) -> int:
        return -number

    assert await runs(memory_store(), partial(one, 3), partial(other, 3)) == [3, -3]


async def test_failures_are_not_remembered() -> None:
    """A step that failed is tried again the next time."""

    @step
    async def fails_once(text: str) -> str:
        done["tries"] += 1
        if done["tries"] == 1:
            raise ValueError(text)
        return text

    store = memory_store()
    with pytest.raises(ValueError, match="a"):
        await runs(store, partial(fails_once, "a"))

    assert await runs(store, partial(fails_once, "a")) == ["a"]


async def test_unkeyable_input_names_step_and_input() -> None:
    """The message says which input of which step, and what to give in its place."""
    with pytest.raises(Unkeyable, match=r"Step 'shout', input 'text': .*'a.pdf'.*path says where"):
        await runs(memory_store(), partial(shout, Path("a.pdf")))  # type: ignore[arg-type]


async def test_input_that_holds_itself_is_told() -> None:
    """A list in itself has no content that ends."""
    endless: list[object] = []
    endless.append(endless)
    async with open_run(memory_store(), "test"):
        with pytest.raises(Unkeyable, match="input 'text': It holds itself"):
            await shout(endless)  # type: ignore[arg-type]


async def test_result_of_another_type_is_refused() -> None:
    """A step that breaks its own promise is told at once, not when it is read back."""

    @step
    async def wrong() -> str:
        return 3  # type: ignore[return-value]

    with pytest.raises(Unstorable, match="3 is int, but str was declared"):
        await runs(memory_store(), wrong)


async def test_unstorable_type_is_refused_before_the_work() -> None:
    """The first call fails before it spends anything."""

    @step
    async def path() -> Path:
        done["path"] += 1
        return Path()

    with pytest.raises(Unstorable, match=r"^Step '.*pathlib.Path cannot be stored"):
        await runs(memory_store(), path)

    assert done["path"] == 0


async def test_missing_type_says_where_to_import() -> None:
    """A return type that only type checkers import cannot be found at run time."""

    @step
    async def price() -> Decimal:
        raise AssertionError("unreachable")

    with pytest.raises(Unstorable, match=r"Decimal.*not only for type checkers"):
        await runs(memory_store(), price)


def test_step_must_say_what_it_returns() -> None:
    """Without a return annotation there is no way to store, said at decoration."""

    async def silent():  # type: ignore[no-untyped-def]  # noqa: ANN202
        return 1

    with pytest.raises(Unstorable, match=r"'.*silent' does not say what it returns"):
        step(silent)


async def generator() -> Any:
    """No function whose result could be kept."""
    yield 1


@pytest.mark.parametrize("function", [generator, Slide, len, partial(print, "a")], ids=str)
def test_only_functions_are_steps(function: Any) -> None:
    """Classes, builtins, partials and generators are refused at decoration."""
    with pytest.raises(BadStep, match="only functions"):
        step(function)


async def test_bad_arguments_are_type_errors() -> None:
    """A call that the function would refuse is refused in the same words."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'loud'"):
        await runs(memory_store(), partial(shout, "a", loud=True))  # type: ignore[call-arg]


def test_step_looks_like_its_function() -> None:
    """Name and docstring are those of the function."""
    assert (shout.name, shout.__doc__) == ("shout", "Say it louder.")
    assert repr(shout).endswith("test_steps.shout>")


async def test_inputs_may_have_any_name() -> None:
    """An input called `code` is not taken for the code of the step."""
    assert await runs(memory_store(), partial(settled, 1), partial(settled, code=2)) == [2, 3]


async def test_step_is_tried_again_by_its_policy() -> None:
    """A step with a policy is called again after the errors that it names; and stored once."""
    tries: list[int] = []

    @step(version="1", policy=Policy(attempts=3, pause=0.0, retry_on=(ConnectionError,)))
    async def fetch(place: str) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError(place)
        return place

    async with open_run(memory_store(), "test"):
        assert await fetch("harbour") == "harbour"
        assert await fetch("harbour") == "harbour"

    assert len(tries) == 3


async def test_another_take_keeps_the_policy() -> None:
    """A second take is tried again by the step's policy, as the first is."""
    tries: list[int] = []

    @step(version="1", policy=Policy(attempts=2, pause=0.0, retry_on=(ConnectionError,)))
    async def fetch(place: str) -> str:
        tries.append(1)
        if len(tries) < 2:
            raise ConnectionError(place)
        return place

    async with open_run(memory_store(), "test"):
        assert await fetch.take(2)("harbour") == "harbour"

    assert len(tries) == 2
