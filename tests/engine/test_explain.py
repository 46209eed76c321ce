"""Why a step was made again is told by names; a change that does not matter is accepted."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fabula.engine import Store, code, digest_of, open_run, project
from fabula.engine.explain import FIRST, accept, decisions, explain, unaccept
from fabula.engine.plan import make_plan
from fabula.errors import NothingToDo, SameName, UnknownName
from fabula.store.folder import open_store
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio

STAGE = """
from dataclasses import dataclass
from pathlib import Path
from fabula.engine import step

PROMPT = "Write a scene."


@dataclass(frozen=True)
class Order:
    words: int
    text: str


@dataclass(frozen=True)
class Model:
    identity: str


def shout(text):
    return text.upper()


@step
def write(order: Order, model: Model = Model("small")) -> str:
    return shout(PROMPT + order.text) + Path(__file__).with_name("rules.md").read_text()
"""

Stage = Callable[..., Any]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The module above in a package, with texts replaced, as a new process would see it."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "playhouse"
    folder.mkdir()
    (folder / "__init__.py").write_text("")

    def fresh(old: str = "", new: str = "", rules: str = "rules") -> Any:
        for name in [name for name in sys.modules if name.partition(".")[0] == "playhouse"]:
            del sys.modules[name]
        code._code_of.cache_clear()
        project.file_of.cache_clear()
        importlib.invalidate_caches()
        (folder / "rules.md").write_text(rules)
        (folder / "stage.py").write_text(STAGE.replace(old, new) if old else STAGE)
        return importlib.import_module("playhouse.stage")

    return fresh


async def play(store: Store, stage: Any, run: str, *more: Any, words: int = 90) -> str:
    """One run that writes one scene."""
    async with open_run(store, "play", run_id=run):
        return str(await stage.write(stage.Order(words, "Rain." * 30), *more))


async def why(store: Store, run: str) -> tuple[str, ...]:
    """The reasons for the one call of a run."""
    (explained,) = await explain(store, run, "write")
    return explained.reasons


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"old": "Write a", "new": "Write one"}, "constant playhouse.stage.PROMPT changed"),
        ({"old": "upper", "new": "lower"}, "function playhouse.stage.shout changed"),
        ({"rules": "better rules"}, "file playhouse/rules.md changed"),
        ({"old": "shout(PROMPT + ", "new": "(PROMPT + "}, "function playhouse.stage.write changed"),
        (
            {"old": "    text: str\n", "new": "    text: str\n    more: int = 1\n"},
            "class playhouse.stage.Order changed",
        ),
    ],
)
async def test_changed_code_is_named(
    tmp_path: Path, stage: Stage, change: dict[str, str], told: str
) -> None:
    """The function, constant, class or file that changed is named, and none that did not."""
    async with open_store(tmp_path / "store") as store:
        await play(store, stage(), "first")
        changed = stage(**change)
        async with open_run(store, "play", run_id="second"):
            await changed.write(changed.Order(words=90, text="Rain." * 30))
        reasons = await why(store, "second")

    assert told in reasons
    assert len(reasons) <= 2
    assert not any("Model" in line for line in reasons)


async def test_changed_inputs_are_named(stage: Stage) -> None:
    """A short value is told before and after, a model by its identity."""
    store, first = memory_store(), stage()
    await play(store, first, "first")
    await play(store, first, "second", words=120)
    await play(store, first, "third", first.Model("large"), words=120)

    assert await why(store, "first") == (FIRST,)
    assert await why(store, "second") == ("order.words: 90 -> 120",)
    assert await why(store, "third") == ("model: small -> large",)


async def test_remembered_step_says_when(stage: Stage) -> None:
    """A hit names the run that made it; the result that was lost is told as lost."""
    store, first = memory_store(), stage()
    await play(store, first, "first")
    await play(store, first, "second")
    (explained,) = await explain(store, "second", "write")

    assert explained.how == "remembered"
    assert explained.reasons[0].endswith("first")
    store.memory.results.clear()  # type: ignore[attr-defined]
    await play(store, first, "third")
    assert await why(store, "third") == ("what was remembered of it is gone",)


async def test_accepted_change_makes_nothing(tmp_path: Path, stage: Stage) -> None:
    """Results of the old code stand for the new one, in every place, until it is taken back."""
    async with open_store(tmp_path / "store") as store:
        old = await play(store, stage(), "first"), await play(store, stage(), "other", words=1)
        changed = stage("upper", "lower")
        accepted = await accept(store, changed.write)
        again = await play(store, changed, "second"), await play(store, changed, "o2", words=1)
        fresh = await play(store, changed, "third", words=7)
        hits = [(await explain(store, run, "write"))[0].how for run in ("second", "o2", "third")]
        await unaccept(store, changed.write)
        better = await play(store, changed, "fourth")
        log = await decisions(store.archive)

    assert accepted == ["function playhouse.stage.shout changed"]
    assert again == old
    assert hits == ["remembered", "remembered", "made"]
    assert fresh.startswith("write")
    assert better != old[0]
    assert [line.partition("  ")[2].partition(" ")[0] for line in log] == ["accepted", "took"]


async def test_acceptances_follow_each_other(stage: Stage) -> None:
    """A change on top of an accepted change is accepted too."""
    store = memory_store()
    old = await play(store, stage(), "first")
    for change in ("lower", "title"):
        changed = stage("upper", change)
        await accept(store, changed.write)

        assert await play(store, changed, change) == old


async def test_other_model_is_accepted_by_plan(stage: Stage) -> None:
    """A model that changed is accepted for the calls that a plan would make."""
    store, first = memory_store(), stage()
    old = await play(store, first, "first", first.Model("small 1"))
    recipe = partial(first.write, first.Order(90, "Rain." * 30), first.Model("small 2"))
    plan = await make_plan(store, "play", recipe)
    accepted = await accept(store, first.write, [(one.slot, one.parts) for one in plan.steps])
    await play(store, first, "second", first.Model("small 2"))
    (explained,) = await explain(store, "second", "write")

    assert accepted == ["model: small 1 -> small 2"]
    assert explained.how == "remembered"
    assert old
    assert (await make_plan(store, "play", recipe)).count("hit") == 1


async def test_unchanged_step_has_nothing_to_accept(stage: Stage) -> None:
    """Without a change, or without results, accepting is refused."""
    store, first = memory_store(), stage()
    with pytest.raises(NothingToDo):
        await accept(store, first.write)
    await play(store, first, "first")

    with pytest.raises(NothingToDo, match="has not changed"):
        await accept(store, first.write)


async def test_unknown_names_are_told(stage: Stage) -> None:
    """A run or a step that is not there: what there is."""
    store = memory_store()
    await play(store, stage(), "first")

    with pytest.raises(UnknownName, match="Known: first"):
        await explain(store, "fist", "write")
    with pytest.raises(UnknownName, match="Did you mean 'write'"):
        await explain(store, "first", "wrote")


async def test_same_name_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two steps of one name in one module: both places are named, and nothing is mixed up."""
    monkeypatch.syspath_prepend(tmp_path)
    one = "from fabula.engine import step\n\n\n@step\nasync def cut(n: int) -> int:\n    return n\n"
    (tmp_path / "twins.py").write_text(one + "first = cut\n" + one.replace("n\n", "n * 2\n"))
    twins = importlib.import_module("twins")
    async with open_run(memory_store(), "play"):
        await twins.first(1)
        with pytest.raises(SameName, match=r"twins.py, line 4 and .*twins.py, line 11. Rename"):
            await twins.cut(1)


async def test_same_function_made_twice_is_allowed() -> None:
    """A step that a function makes anew each time is one step; what it captures is in its key."""
    from fabula.engine import step

    def times(factor: int) -> Any:
        @step
        async def multiply(number: int) -> int:
            return number * factor

        return multiply

    async with open_run(memory_store(), "play"):
        assert [await times(2)(3), await times(5)(3)] == [6, 15]
    assert digest_of(1)
