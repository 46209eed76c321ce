"""A model in a file is loaded by llama.cpp, held to its schema, heard, and left when not wanted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pytest

from fabula.engine import Event, open_run
from fabula.errors import AnswerCut, BadSetting, ModelRefused, NotInstalled
from fabula.media.image import Image
from fabula.models import Policies, Task, Writer, choose_text
from fabula.models.schemas import shape_of
from fabula.models.text.chat import Talk
from fabula.models.text.draft import Draft
from fabula.models.text.local import LocalText, provide
from fabula.models.tools import tool
from fabula.store.memory import memory_store

pytest.importorskip("xllamacpp", reason="pip install 'fabula[local]'")
tiny_gguf = pytest.importorskip("tests.models.tiny_gguf", reason="needs gguf")
pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Mood:
    """Who sails. A random model cannot count, so nothing here is longer than a word."""

    mood: Literal["merry", "grim"]
    sober: bool
    ship: Literal["Gull", "Vane", "Lark"] | None


@dataclass(frozen=True)
class TellTheMood(Task[Mood]):
    """Tell who sails, and how."""

    port: str


@dataclass(frozen=True)
class TellTheTale(Task[str]):
    """Tell a tale."""

    hero: str


@dataclass(frozen=True)
class DescribeIt(Task[str]):
    """Say what is to be seen."""

    picture: Image


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a model."""
    path: Path = tmp_path_factory.mktemp("models") / "tiny.gguf"
    tiny_gguf.write_tiny_gguf(path)
    return path


@pytest.fixture
async def local(file: Path) -> AsyncGenerator[LocalText]:
    """The model in it, with little room."""
    text = provide("local", str(file), {"FABULA_LOCAL_CONTEXT": "1024"})
    yield text
    await text.close()


async def test_answer_is_held_to_its_schema(file: Path) -> None:
    """Even noise gives an answer of the type, for the grammar lets nothing else through."""
    events: list[Event] = []
    setting = f"local:{file}"
    writer = Writer(choose_text(setting, {"FABULA_LOCAL_CONTEXT": "1024"}))
    async with open_run(memory_store(), "test", on_event=events.append):
        for port in ("Bay", "Cape"):
            crew = await writer.write(TellTheMood(port))

            assert isinstance(crew, Mood)
            assert crew.mood in {"merry", "grim"}
    await writer.close()
    used = [event.fields for event in events if event.kind == "model.used"]

    assert len(used) == 2
    assert all(one["tokens_in"] > 50 and one["tokens_out"] > 5 for one in used)
    assert all(one["usd"] == 0.0 for one in used)


async def test_words_are_heard_as_they_come(local: LocalText) -> None:
    """The draft is told token by token, in the loop's own thread."""
    draft = Draft()
    answer = await local.stream(TellTheMood("Bay"), draft)
    await asyncio.sleep(0)

    assert isinstance(answer, Mood)
    assert '"mood"' in draft.text


async def test_loop_runs_on_meanwhile(local: LocalText) -> None:
    """The model has a thread of its own: others are not kept waiting."""
    await local.answer(TellTheMood("Bay"))
    longest, last = 0.0, time.perf_counter()
    work = asyncio.create_task(local.answer(TellTheMood("Cape")))
    while not work.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()

    assert isinstance(await work, Mood)
    assert longest < 0.5


async def test_left_stream_ends_with_the_next_token(file: Path) -> None:
    """Who stops listening stops the model too: the next question need not wait for a whole tale."""
    writer = Writer(choose_text(f"local:{file}", {"FABULA_LOCAL_CONTEXT": "2048"}))
    async with aclosing(writer.stream(TellTheTale("Vane"))) as tale:
        async for _ in tale:
            break
    crew = await asyncio.wait_for(writer.write(TellTheMood("Bay")), 5)
    await writer.close()

    assert isinstance(crew, Mood)


@tool
async def depth(place: str) -> str:
    """How deep the water is at a place, in metres."""
    return f"{place}: 3.5"


async def test_last_turn_is_held_again(local: LocalText) -> None:
    """While it may call tools no grammar holds it; when it must answer, one does."""
    talk = Talk(TellTheMood("Bay"), (depth,))
    said = await local.turn(replace(talk, last=True), None)

    assert json.loads(said.text)["mood"] in {"merry", "grim"}
    assert '"mood"' in local.form(shape_of(Mood), calling=True)


async def test_endless_answer_is_cut(local: LocalText) -> None:
    """A model that does not come to an end in its context has broken off."""
    with pytest.raises(AnswerCut, match="length limit"):
        for hero in "abcd":
            await local.answer(TellTheTale(hero))


async def test_long_question_is_refused(local: LocalText) -> None:
    """A question that does not fit says so, and names what to set."""
    with pytest.raises(ModelRefused, match=r"context size.*FABULA_LOCAL_CONTEXT"):
        await local.answer(TellTheTale("x " * 1000))


async def test_blind_model_says_so(local: LocalText) -> None:
    """A model without eyes is told from one that failed."""
    with pytest.raises(ModelRefused, match="takes no images; choose a model"):
        await local.answer(DescribeIt(Image(b"PNG", "image/png", 8, 8)))


@pytest.fixture
def half(tmp_path: Path, file: Path) -> Path:
    """The file of a model that was cut while it was fetched."""
    cut = tmp_path / "half.gguf"
    cut.write_bytes(file.read_bytes()[:100_000])
    return cut


async def test_damaged_file_is_refused(half: Path) -> None:
    """Half a file is no model; it is an error, and the process lives on."""
    text = provide("local", str(half), {})
    with pytest.raises(ModelRefused, match="cannot be loaded"):
        await text.answer(TellTheMood("Bay"))
    await text.close()


def test_identity_is_by_content(tmp_path: Path, file: Path) -> None:
    """The same file elsewhere is the same model; another one of the same name is not."""
    copy, other = tmp_path / file.name, tmp_path / "other" / file.name
    copy.write_bytes(file.read_bytes())
    other.parent.mkdir()
    other.write_bytes(file.read_bytes()[:-1] + b"!")
    names = [provide("local", str(path), {}).identity for path in (file, copy, other)]

    assert names[0] == names[1] != names[2]
    assert names[0].startswith("local:tiny.gguf ")


def test_wrong_setting_is_told(tmp_path: Path, file: Path) -> None:
    """No file, no model, or no number: each is named, with what to write."""
    text = tmp_path / "notes.gguf"
    text.write_text("Not a model.")
    with pytest.raises(BadSetting, match=r"No such file.*local:/path/to/model\.gguf"):
        choose_text("local:/nowhere/model.gguf", {})
    with pytest.raises(BadSetting, match="it is no GGUF file"):
        choose_text(f"local:{text}", {})
    with pytest.raises(BadSetting, match="FABULA_LOCAL_CONTEXT is 'much'"):
        choose_text(f"local:{file}", {"FABULA_LOCAL_CONTEXT": "much"})


def test_missing_extra_names_the_command(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Without the package, choosing a file says what to install."""
    monkeypatch.setattr("fabula.models.text.local.find_spec", lambda _name: None)

    with pytest.raises(NotInstalled, match=r"pip install 'fabula\[local\]'"):
        choose_text(f"local:{file}", {})


def test_own_machine_costs_nothing(file: Path) -> None:
    """Its price is known: it is none."""
    assert Policies().price(provide("local", str(file), {}).identity).usd_per_million_out == 0.0
