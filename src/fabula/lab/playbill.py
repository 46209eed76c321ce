"""The works that commands of the lab make: a film or an episode, by a simulated provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fabula import EpisodeOrder, Studio
from fabula.engine.policies import Timing
from fabula.lab.faults.matrix import Work
from fabula.lab.suites import script_room, video_room
from fabula.models import Policies, Writer
from fabula.models.simulator import Simulator
from fabula.models.simulator.near.text import NearText

SCENES = 3
"""Of the episode."""


async def episode(simulator: Simulator, timing: Timing) -> None:
    """An episode of three scenes, all by the simulator."""
    studio = Studio(environment={})
    writer = Writer([NearText(simulator)], Policies(timing=timing))
    room = replace(studio.room(), writer=writer, critic=writer, hands=SCENES)
    order = EpisodeOrder(formats=("fountain",))
    await studio.writing(script_room.outline(SCENES), order, room).recipe()


WORKS: Mapping[str, Work] = {"video": video_room.work, "episode": episode}
"""What each production makes while faults strike."""
