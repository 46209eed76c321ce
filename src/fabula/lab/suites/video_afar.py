"""The room in which films are ordered of a server: the same stage as `video_room`, over HTTP.

A project is a user's: its first film makes slides and sounds, those after it find them remembered,
and ask every model anew by a name that it never had. Where the lab does not choose the models, the
document gets another sentence instead.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from fabula import VideoOrder
from fabula.client import Client
from fabula.lab.context import Lab
from fabula.lab.deployments import Spawned
from fabula.lab.faults import Check, check_folder
from fabula.lab.faults.recovery import Operation
from fabula.lab.load import drive_open, read_arrivals
from fabula.lab.load.http import Http
from fabula.lab.suites.afar import OWNER, Afar, named, new_name, open_orders, simulate
from fabula.lab.suites.playing import Played
from fabula.lab.suites.stage import ORDER, Seen
from fabula.order import chosen

TEXT = Path(__file__).with_name("tides.md")
NO_ACCOUNT = {"writer": "offline", "speech": "espeak"}
"""Models that every deployment has."""

PACE = "lognormal(0.07, 0.02)"
"""Seconds that an answer takes, be it a storyboard or a sentence."""

ENDPOINTS = {"health": "/health", "listing": "/api/v1/runs", "status": "/api/v1/runs/latest"}
ASKED = "constant(40, {seconds})"
"""How each endpoint is asked: a hundred times, whatever becomes of those before."""
JUDGED_SECONDS = 0.5
"""What the document demands of an answer: a driver that is late by a tenth of it is late."""


async def open_afar(lab: Lab) -> FarTheatre:
    """A stage at the deployment that is measured."""
    text = await asyncio.to_thread(TEXT.read_text)
    orders = await open_orders(lab, "video", {"name": TEXT.name, "text": text})
    theatre = FarTheatre(lab, orders)
    if orders.chooses:
        await theatre.plan(None)
    return theatre


@dataclass
class FarTheatre:
    """Where the films of one scenario are ordered.

    Args:
        lab: The run of the scenario.
        orders: Its orders.
    """

    lab: Lab
    orders: Afar

    def __post_init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def warm_up(self, films: int = 1) -> None:
        """The first film of so many users, by which their slides and sounds are made."""
        await asyncio.gather(*(self.film(f"warm-up {number}") for number in range(films)))

    async def film(self, name: str, order: VideoOrder = ORDER, *, fresh: bool = False) -> Played:
        """A film whose models are asked anew."""
        asked = chosen(order)
        project = await self.orders.take(asked, fresh=fresh)
        models = await self.orders.vary(project, name)
        played = await self.orders.play(project, models)
        self.orders.give_back(project, asked)
        return played

    async def alone(self, name: str) -> Played:  # noqa: ARG002 its memory is its own
        """A film by the models that need no account, with an empty memory."""
        project = await self.orders.take(chosen(ORDER), fresh=True)
        return await self.orders.play(project, NO_ACCOUNT)

    @asynccontextmanager
    async def provider(
        self, told: Mapping[str, Any], *, soon: bool = False
    ) -> AsyncGenerator[FarProvider]:
        """The deployment's models behave as planned, if they are the lab's."""
        async with self._one_at_a_time:
            if self.orders.chooses:
                await self.plan(told)
            models = named(new_name("by"), "soon" if soon else "sim")
            provider = FarProvider(self, models if self.orders.chooses else {}, told)
            yield provider
            provider.leave()
            if self.orders.chooses:
                await self.plan(None)

    async def film_in(self, environment: Mapping[str, str]) -> Played:
        """A film by another server that has these variables, too."""
        another = await asyncio.to_thread(Spawned, environment)
        try:
            async with Client(another.address) as client:
                orders = Afar(self.lab, client, "video", self.orders.source)
                return await orders.play(await orders.take(chosen(ORDER)))
        finally:
            await asyncio.to_thread(another.close)

    async def answers(self) -> AsyncGenerator[tuple[str, list[float]]]:
        """Asked at a rate: a stall is felt by all who come during it."""
        await self.film("looked at")
        deployment: Any = self.lab.deployment
        headers = {"Authorization": f"Bearer {deployment.key}"} if deployment.key else {}
        arrivals = read_arrivals(ASKED.format(seconds=len(self.lab.repeat(100)) / 40))
        async with Http(deployment.address, headers) as http:
            for endpoint, path in ENDPOINTS.items():
                run = await drive_open(partial(_get, http, path), arrivals)
                if why := run.invalid(JUDGED_SECONDS):
                    self.lab.say(f"{endpoint}: {why}")
                if run.failures:
                    raise AssertionError(f"{endpoint}: {run.failures.most_common(1)[0][0]}")
                yield endpoint, run.latencies

    async def see(self, played: Played) -> Seen:
        """Download a finished film, and look into it."""
        content = await self.orders.client.read(played.work.project, _film_of(played))
        scenes, _ = await asyncio.to_thread(_inside, content)
        return Seen(scenes, len(played.work.holes), len(content))

    async def examine(self, played: Played) -> list[Check]:
        """Each file is what the server says that it is; the film is as long as its scenes."""
        checks = []
        for name in played.work.files:
            content, digest = await self.orders.client.fetch(played.work.project, name)
            same = digest == hashlib.sha256(content).hexdigest()
            checks.append(Check("file", same, "" if same else f"{name} is not what its ETag says"))
        content = await self.orders.client.read(played.work.project, _film_of(played))
        scenes, seconds = await asyncio.to_thread(_inside, content)
        told = sum(event.kind == "part.finished" for event in played.events)
        checks.append(_same("scenes", scenes, told))
        minutes, _, rest = played.work.headline.partition(",")[0].partition(":")
        checks.append(_same("duration", round(seconds), 60 * int(minutes) + int(rest)))
        return checks

    async def audit(self) -> list[Check]:
        """What is on the disk, where the lab sees it."""
        if "disk" not in self.lab.deployment.offers:
            return []
        deployment: Any = self.lab.deployment
        home = deployment.home / "owners" / OWNER / "projects"
        folders = [home / project / ".fabula" for project in self.orders.begun]
        found = [await asyncio.to_thread(check_folder, folder) for folder in folders]
        return [check for checks in found for check in checks]

    async def plan(self, told: Mapping[str, Any] | None) -> None:
        """Let the simulator behave as planned; without a plan, as it usually does."""
        usual = {"seed": self.lab.options.seed, "latency": PACE}
        await simulate(self.lab, usual if told is None else told)


@dataclass
class FarProvider:
    """The simulator that the deployment asks, and films by it.

    Args:
        theatre: Where the films are ordered.
        models: By role: its names for these films; empty for the deployment's own.
        told: How it behaves.
    """

    theatre: FarTheatre
    models: Mapping[str, str]
    told: Mapping[str, Any]

    def __post_init__(self) -> None:
        self._projects: dict[str, str] = {}
        self._past: list[Operation] = []

    async def film(self, name: str = "", *, cancel_at: int = 0) -> Played:
        """A film by models that it answers for."""
        orders = self.theatre.orders
        if name not in self._projects:
            self._projects[name] = await orders.take(chosen(ORDER), fresh=bool(name))
        return await orders.play(self._projects[name], self.models, cancel_at=cancel_at)

    async def behave(self, *faults: str) -> None:
        """From now on these go wrong, and no others."""
        if self.theatre.orders.chooses:
            # Another plan begins another journal.
            self._past += await self._journal()
            await self.theatre.plan({**self.told, "faults": faults})

    async def calls(self) -> list[Operation]:
        """What it was asked, and whether it answered well."""
        if not self.theatre.orders.chooses:
            return []
        return [*self._past, *await self._journal()]

    def leave(self) -> None:
        """Let others have the projects."""
        for project in self._projects.values():
            self.theatre.orders.give_back(project, chosen(ORDER))

    async def _journal(self) -> list[Operation]:
        told = await simulate(self.theatre.lab, path="journal")
        return [
            Operation(one["began"], one["ended"], not one["failed"])
            for one in told["entries"]
            if one["ending"]
        ]


async def _get(http: Http, path: str, _number: int) -> bytes:
    return await http.get(path)


def _film_of(played: Played) -> str:
    """The name of a film's file."""
    files: list[str] = played.work.files
    return next(name for name in files if name.endswith(".mp4"))


def _inside(content: bytes) -> tuple[int, float]:
    """How many scenes a film has, by its chapters, and how many seconds it lasts."""
    import av

    with av.open(BytesIO(content), "r") as film:
        return len(film.chapters()), float(film.duration or 0) / av.time_base


def _same(what: str, found: float, told: float) -> Check:
    why = "" if found == told else f"the film has {found:g}, and {told:g} are told"
    return Check(what, not why, why)
