"""A whole film on the virtual clock: only the waits for its models take time."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

import fabula.productions.video.offline.writer  # noqa: F401  (teaches the offline writer)
from fabula.engine import Store
from fabula.lab.clock import rehearse, virtual_timing
from fabula.lab.clock.rehearsal import Recipe
from fabula.media.documents import Limits, Source
from fabula.models import Narrator, Policies, Writer
from fabula.models.simulator import Simulator, plan_of
from fabula.models.simulator.near.speech import NearSpeech
from fabula.models.simulator.near.text import NearText
from fabula.productions import video
from fabula.productions.video.order import VideoOrder
from fabula.productions.video.recipe import Crew, Film, produce
from fabula.store.memory import memory_store

TIDES = (Path(video.__file__).parent / "example.md").read_bytes()


def film(hands: int, faults: list[str]) -> Recipe:
    """A small film with simulated models: 2 s for the storyboard, and for each sentence."""

    def make(seed: int) -> Coroutine[Any, Any, Film]:
        plan = {"seed": seed, "latency": "2", "faults": faults}
        simulator, policies = Simulator(plan_of(plan)), Policies(timing=virtual_timing(seed))
        writer = Writer([NearText(simulator)], policies)
        crew = Crew(writer, Narrator([NearSpeech(simulator)], policies), hands)
        order = VideoOrder(minutes=0.5, resolution=240, fps=10)
        return produce(Source("tides.md", TIDES), order, crew, limits=Limits())

    return make


@pytest.fixture(scope="module")
def store() -> Store:
    """What needs no model is made once for all tests."""
    return memory_store()


def test_film_takes_as_long_as_its_models(store: Store) -> None:
    """A storyboard, then all scenes at once or one by one, to the digit."""
    at_once, in_turn = (
        rehearse(film(hands, []), [hands], store=lambda: store)[0] for hands in (8, 1)
    )
    scenes = round(in_turn.seconds / 2) - 1

    assert (at_once.seconds, in_turn.seconds) == (4.0, 2.0 + 2.0 * scenes)
    assert scenes >= 2
    assert in_turn.profile.bottleneck.endswith("speech")


def test_film_survives_busy_models(store: Store) -> None:
    """Each first call is refused: a retry each, and no hole."""
    done = rehearse(film(8, ["429:first=1,seconds=1"]), [77], store=lambda: store)[0]

    assert done.finished
    assert done.holes == 0
    assert done.retries >= 3
    assert done.usd > 0
