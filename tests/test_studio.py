"""The studio joins everything, and is the door for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula import Studio, VideoOrder
from fabula.engine import Event
from fabula.errors import RunCancelled, UnknownName, UnreachableAddress
from fabula.media.documents import Source

pytestmark = pytest.mark.anyio

TEXT = b"""# Bees

Bees carry pollen from flower to flower. A hive of forty thousand bees visits two million flowers
for one jar of honey.

## Why it matters

Three quarters of all crops need animals that carry their pollen. Where bees are missing, farmers
have begun to carry pollen by hand.
"""
ORDER = VideoOrder(minutes=0.4, resolution=240)


async def test_program_gets_a_film(tmp_path: Path) -> None:
    """Film, events and trace come back; the second run makes nothing."""
    kinds: list[str] = []

    def hear(event: Event) -> None:
        kinds.append(event.kind)

    async with Studio(environment={}, home=tmp_path) as studio:
        made = await studio.film(Source("bees.md", TEXT), ORDER, on_event=hear)
    async with Studio(environment={}, home=tmp_path) as studio:
        again = await studio.film(Source("bees.md", TEXT), ORDER)

    assert made.work.video[4:8] == b"ftyp"
    assert made.work.faults == ()
    assert made.work.holes == ()
    assert kinds[0] == "run.started"
    assert kinds[-1] == "run.finished"
    assert again.trace.made == 0
    assert again.work.video == made.work.video
    assert again.run != made.run


async def test_cancelled_studio_starts_nothing_more(tmp_path: Path) -> None:
    """After cancel the run ends as cancelled, and no step starts."""
    started: list[str] = []

    async with Studio(environment={}, home=tmp_path) as studio:

        def hear(event: Event) -> None:
            if event.kind == "step.started":
                started.append(event.fields["step"])
                studio.cancel()

        with pytest.raises(RunCancelled):
            await studio.film(Source("bees.md", TEXT), ORDER, on_event=hear)

    assert len(started) == 1


async def test_private_address_is_refused(tmp_path: Path) -> None:
    """A web address that leads into the machine is not fetched unless the deployment allows it."""
    async with Studio(environment={}, home=tmp_path) as studio:
        with pytest.raises(UnreachableAddress):
            await studio.find("http://127.0.0.1:9/paper.pdf")


async def test_unknown_model_is_told_at_once(tmp_path: Path) -> None:
    """A wrong name fails before anything is read."""
    async with Studio(environment={"FABULA_WRITER": "offlien"}, home=tmp_path) as studio:
        with pytest.raises(UnknownName, match="offline"):
            studio.crew()
