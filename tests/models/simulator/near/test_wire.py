"""Tests of simulated models in this process: what they answer, how they fail, how time passes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from fabula.engine import open_run
from fabula.engine.budget import Budget, Purse
from fabula.errors import BadSetting, ModelBusy, ModelError, ModelUnreachable
from fabula.media.sound import Sound
from fabula.models import Narrator, Task, Voice, Writer
from fabula.models.choice import choose
from fabula.models.protocols import PictureOrder
from fabula.models.simulator import Plan, Simulator, plan_of, read_fault
from fabula.models.simulator.near.embedding import NearEmbedding
from fabula.models.simulator.near.hearing import NearHearing
from fabula.models.simulator.near.picture import NearPictures
from fabula.models.simulator.near.speech import NearSpeech
from fabula.models.simulator.near.text import NearText
from fabula.models.simulator.near.wire import simulator_of
from fabula.models.text.draft import Draft
from fabula.store.folder import open_store
from fabula.store.memory import memory_store

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Fish:
    """A fish."""

    name: str
    fins: int


@dataclass(frozen=True)
class Catch(Task[tuple[Fish, ...]]):
    """Name the fish of a sea."""

    sea: str


class Hands:
    """A clock that is moved by sleeping alone."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        """Seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on."""
        self.now += seconds
        await asyncio.sleep(0)


async def test_every_kind_of_model_answers() -> None:
    """Text, speech, hearing, pictures and embeddings are answered, and what is said is heard."""
    simulator = Simulator(Plan(seed=3))
    fish = await NearText(simulator).answer(Catch("North Sea"))
    spoken = await NearSpeech(simulator).say("Ahoy there, sailor.", Voice("", "en"))
    heard = await NearHearing(simulator).hear(spoken.sound)
    image = await NearPictures(simulator).paint(PictureOrder("A sea", 320, 200))
    one, other = await NearEmbedding(simulator).embed(["a sea", "a calm sea"])

    assert all(isinstance(one, Fish) for one in fish)
    assert 1 < spoken.sound.seconds < 3
    assert heard.text
    assert (image.width, image.height) == (320, 200)
    assert one != other
    assert simulator.stats()["requests"] == 5


async def test_stream_takes_its_time() -> None:
    """The first token and each gap take as long as the plan says, by the injected clock."""
    hands = Hands()
    plan = plan_of({"latency": 2, "between": "constant(0.5)"})
    simulator = Simulator(plan, clock=hands.time, sleep=hands.sleep)
    draft = Draft()
    await NearText(simulator).stream(Catch("North Sea"), draft)
    (entry,) = simulator.journal.entries

    assert entry.ended - entry.began == 2 + 0.5 * ((len(draft.text) + 3) // 4 - 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429:seconds=7", ModelBusy),
        ("500", ModelUnreachable),
        ("drop", ModelUnreachable),
        ("close", ModelUnreachable),
        ("stall:seconds=0.01", ModelUnreachable),
        ("cut", ModelError),
        ("garbled", ModelError),
        ("refusal", ModelError),
        ("bad-json", ModelError),
        ("empty", ModelError),
        ("length", ModelError),
    ],
)
async def test_fault_is_the_usual_error(fault: str, error: type[ModelError]) -> None:
    """What goes wrong is the error that it is with a real provider."""
    with pytest.raises(error) as caught:
        await NearText(Simulator(Plan(faults=(read_fault(fault),)))).answer(Catch("North Sea"))

    assert getattr(caught.value, "retry_after", None) in {None, 7}


async def test_cost_is_told(tmp_path: Path) -> None:
    """A simulated answer has a simulated price, for budgets to count."""
    purse = Purse(Budget(tokens=1_000_000))
    async with open_store(tmp_path) as store, open_run(store, "rehearsal", purse=purse):
        await Writer([NearText(Simulator())]).write(Catch("North Sea"))

    assert 0 < (purse.spent.usd or 0) < 0.01


async def test_budget_in_money_can_be_rehearsed() -> None:
    """What is asked for, and what is read aloud, has a price before it is asked."""
    writer = Writer(choose("writer", "simulated", {}))
    voice = Narrator(choose("speech", "simulated", {}))
    purse = Purse(Budget(usd=1.0))
    async with open_run(memory_store(), "rehearsal", purse=purse):
        await writer.write(Catch("North Sea"))
        written = purse.spent.usd or 0
        await voice.say("Sail on, sailor.", Voice("", "en"))

    assert 0 < written < (purse.spent.usd or 0) < 0.01


async def test_correction_is_another_attempt() -> None:
    """A model that was wrong at first is right when it is shown what was wrong."""
    simulator = Simulator(Plan(faults=(read_fault("wrong-schema:first=1"),)))

    assert await NearText(simulator).answer(Catch("North Sea"))
    assert simulator.stats()["by_fault"] == {"wrong-schema": 1}


async def test_models_share_a_simulator() -> None:
    """Roles that name the same plan share its limits and its journal."""
    writer, voice = choose("writer", "simulated", {}), choose("speech", "simulated", {})
    simulator_of("").reset()
    await writer[0].answer(Catch("North Sea"))
    await voice[0].say("Ahoy.", Voice("", "en"))

    assert simulator_of("").stats()["requests"] == 2


async def test_own_silence_is_kept() -> None:
    """A sound that no simulator made is heard as something, for want of an ear."""
    heard = await NearHearing(Simulator()).hear(Sound(bytes(48_000), 24_000))

    assert heard.text.endswith(".")


def test_plan_that_is_not_there(tmp_path: Path) -> None:
    """A plan that cannot be read is told by its name."""
    with pytest.raises(BadSetting, match=r"none\.toml: No such file"):
        choose("writer", f"simulated:{tmp_path}/none.toml", {})
