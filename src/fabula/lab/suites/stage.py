"""Where films are made to be measured, whatever deployment makes them: the face of both rooms.

Scenarios know this file only. `video_room` makes films in this process, `video_afar` orders them of
a server; both keep to the same rule: slides and sounds of the same content are made once and
remembered, as for any user, and every model is asked anew for each film.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from fabula import VideoOrder
from fabula.lab.context import Lab
from fabula.lab.faults import Check
from fabula.lab.faults.recovery import Operation
from fabula.lab.load import LoadRun, drive_users
from fabula.lab.load.closed import Users
from fabula.lab.record import Metric
from fabula.lab.suites.playing import Played

SCENES = 5
ORDER = VideoOrder(minutes=0.75, scenes=SCENES, resolution=240, fps=10)
SHORT = VideoOrder(minutes=0.3, scenes=2, resolution=240, fps=10)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in a film.

    Args:
        scenes: How many.
        missing: How many are told as missing.
        size: In bytes.
    """

    scenes: int
    missing: int
    size: int


class Provider(Protocol):
    """Whoever answers for the models of some films: a simulator, which fails as it is told."""

    async def film(self, name: str = "", *, cancel_at: int = 0) -> Played:
        """A film by models that it answers for.

        Args:
            name: Films of the same name have the same memory; the nameless have the stage's.
            cancel_at: Number of the event at which it is cancelled; 0: it is not.
        """
        ...

    async def behave(self, *faults: str) -> None:
        """From now on these go wrong, and no others."""
        ...

    async def calls(self) -> Sequence[Operation]:
        """What it was asked, and whether it answered well; times on the clock of the loop."""
        ...


class Stage(Protocol):
    """Where the films of one scenario are made."""

    async def warm_up(self, films: int = 1) -> None:
        """Let everything be loaded that is, after so many films at the same time."""
        ...

    async def film(self, name: str, order: VideoOrder = ORDER, *, fresh: bool = False) -> Played:
        """A film whose models are asked anew; the same name is the same film.

        Args:
            name: Of the film.
            order: What is ordered.
            fresh: With a memory of its own, empty.
        """
        ...

    async def alone(self, name: str) -> Played:
        """A film by the models that need no account, with an empty memory."""
        ...

    def provider(
        self, told: Mapping[str, Any], *, soon: bool = False
    ) -> AbstractAsyncContextManager[Provider]:
        """Models that behave as planned; where the lab does not choose them, as they do.

        Args:
            told: How they behave: a simulator's plan in plain values, as `plan_of` takes it.
            soon: Their breaker opens, and closes, soon.
        """
        ...

    async def film_in(self, environment: Mapping[str, str]) -> Played:
        """A film by a deployment of its own that has these variables, too."""
        ...

    def answers(self) -> AsyncGenerator[tuple[str, list[float]]]:
        """Seconds that answers took, by what was asked for: health, status, listing."""
        ...

    async def see(self, played: Played) -> Seen:
        """Look into a finished film."""
        ...

    async def examine(self, played: Played) -> list[Check]:
        """What must hold for the files of a finished film."""
        ...

    async def audit(self) -> list[Check]:
        """What must hold for all that is kept, once nobody writes to it."""
        ...


async def at_once(stage: Stage, films: int, name: str) -> tuple[LoadRun, list[Played]]:
    """Films that are ordered at the same time."""
    made: list[Played] = []

    async def order(number: int) -> None:
        made.append(await stage.film(f"{name} {number}"))
        if not made[-1].finished:
            raise ConnectionError(made[-1].failure)

    return await drive_users(order, Users(films, 1)), made


def covered(lab: Lab, metric: Metric, rungs: Sequence[int]) -> bool:
    """Whether all rungs of a document's ladder are measured; else the metric is left out."""
    left = [str(rung) for rung in rungs if rung not in lab.options.ladder]
    if left:
        lab.leave_out(metric, f"--concurrency leaves out {', '.join(left)}")
    return not left
