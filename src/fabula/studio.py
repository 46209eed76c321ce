"""The studio: the one place where parts are chosen and joined."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import os
import pkgutil
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from fabula import productions
from fabula.engine import Event, Run, Slot, Store, Trace, open_run
from fabula.engine.budget import Purse
from fabula.engine.plan import Plan, make_plan
from fabula.media.documents import Limits, Source, fetch, load
from fabula.models import Narrator, Policies, Writer, read_policies
from fabula.models.agency import Agency, Staff
from fabula.models.gateway.role import Role
from fabula.order import chosen
from fabula.roles import ROLES, Choice, Chooser, settle
from fabula.settings import Settings, read_settings
from fabula.store.folder import open_store

if TYPE_CHECKING:
    # A production is loaded by who makes such a work: the others need not pay for it.
    from fabula.productions.episode.order import EpisodeOrder
    from fabula.productions.episode.pitch import Brought, Pitch
    from fabula.productions.episode.recipe import Episode, Room
    from fabula.productions.video.order import VideoOrder
    from fabula.productions.video.recipe import Crew, Film
    from fabula.productions.video.storyboard import Storyboard

Hired = TypeVar("Hired", bound=Role[Any])

MEGABYTE = 1_000_000
Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Job(Generic[Work]):
    """Something to be made, by whichever production.

    Args:
        production: Its name: "video", "episode".
        recipe: Makes it.
        given: What a person wrote, as takes of the steps that would write it.
        source: What it is made from: an address, or a path.
        asked: What was asked for, as a person reads it.
    """

    production: str
    recipe: Callable[[], Coroutine[Any, Any, Work]]
    given: Mapping[Slot, Any]
    source: str
    asked: str


@dataclass(frozen=True, slots=True)
class Made(Generic[Work]):
    """What a run made, and how: its id, and what its time went into."""

    work: Work
    run: str
    trace: Trace


class Studio:
    """Everything that one deployment needs, built from its settings.

    ```python
    async with Studio() as studio:
        made = await studio.film(await studio.find("paper.pdf"), VideoOrder(minutes=2))
    ```

    Args:
        settings: Every knob; read from `environment` if None.
        environment: Where settings and the keys of remote models stand; that of the process if
            None.
        home: Folder of the memory, in place of the settings' one.
        policies: Limits, breakers and prices of models that it shares with other studios of the
            same loop; its own, read from the settings' files, if None.
        agency: Models that it shares with other studios of the same loop and `environment`; its
            own, closed with it, if None.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        home: Path | None = None,
        policies: Policies | None = None,
        agency: Agency | None = None,
    ) -> None:
        self.environment = dict(os.environ if environment is None else environment)
        self.settings = settings or read_settings(self.environment)
        self.home = home or self.settings.folder
        self._open = AsyncExitStack()
        files = map(_path, (self.settings.policies, self.settings.prices))
        self.policies = policies or read_policies(*files)
        # Those of its own close as soon as it lets them go.
        self._staff = Staff(agency or Agency(self.environment, spare=0))
        self._store: Store | None = None
        self._runs: list[Run] = []

    async def __aenter__(self) -> Self:
        store = open_store(self.home, self.settings.redis_url)
        self._store = await self._open.enter_async_context(store)
        self._open.push_async_callback(self._staff.release)
        self.policies.join(self._store.rates, self._store.places)
        if self.policies.steps is not None:
            self.policies.steps.find = find_steps
            self._store = dataclasses.replace(self._store, policies=self.policies.steps)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    @property
    def limits(self) -> Limits:
        """How large a document may be."""
        chosen = self.settings
        return Limits(
            bytes=chosen.max_document_mb * MEGABYTE,
            pages=chosen.max_document_pages,
            seconds=chosen.max_document_seconds,
        )

    @property
    def store(self) -> Store:
        """Where results, runs and takes are kept, while the studio is open."""
        if self._store is None:
            raise RuntimeError("A studio is opened before it works: async with Studio() as studio")
        return self._store

    def cancel(self) -> bool:
        """Stop every run of this studio, from any thread; whether there was one."""
        for run in self._runs:
            run.cancel()
        return bool(self._runs)

    async def find(self, place: str) -> Source:
        """The document at a path or a web address.

        Raises:
            BadInput: There is no such file, or it is too large.
            UnreachableAddress: The address cannot, or may not, be fetched.
        """
        if place.startswith(("http://", "https://")):
            private = self.settings.allow_private_addresses
            return await fetch(place, self.limits, allow_private=private)
        return await asyncio.to_thread(load, Path(place), self.limits)

    def crew(self, writer: str = "", speech: str = "") -> Crew:
        """Who works on a film: the models named, or those of the settings.

        Raises:
            UnknownName: There is no such provider.
            BadSetting: A model, an address or a key is missing.
        """
        writes, speaks = self.hire(Writer, "writer", writer), self.hire(Narrator, "speech", speech)
        from fabula.productions.video.recipe import Crew

        return Crew(writes, speaks, hands=self.settings.max_parallel_scenes)

    def hire(self, cast: type[Hired], role: str, setting: str = "") -> Hired:
        """Who takes a role, until the studio closes.

        ```python
        critic = studio.hire(Writer, "critic")
        ```

        Args:
            cast: What asks models of the role's kind: `Writer`, `Narrator`, `Painter` ...
            role: A name in `fabula.roles.ROLES`.
            setting: Models, as a flag or fabula.yaml names them; if empty, see `choice`.

        Raises:
            UnknownName: There is no such provider.
            BadSetting: A model, an address or a key is missing.
        """
        models = self._staff.hire(role, setting or self.choice(role).setting)
        return cast(models, self.policies)

    def choice(self, role: str, *choosers: Chooser) -> Choice:
        """Which models take a role, and why: as the choosers say, else the environment, else usual.

        Args:
            role: A name in `fabula.roles.ROLES`.
            choosers: What goes before the environment, first things first.
        """
        said = {name: getattr(self.settings, name) for name in ROLES}
        return settle(role, *choosers, Chooser("environment", said))

    async def make(
        self,
        job: Job[Work],
        *,
        on_event: Callable[[Event], None] | None = None,
        purse: Purse | None = None,
        run_id: str | None = None,
    ) -> Made[Work]:
        """Make something.

        Args:
            job: What; see `filming` and `writing`.
            on_event: Told of each event of the run.
            purse: What it may spend: `Purse(Budget(usd=0.5))`.
            run_id: Id of a run to go on with, or one of your own; a new one if None.

        Raises:
            FabulaError: See the recipe of the production.
        """
        about = await asyncio.to_thread(self._about, job)
        async with open_run(
            self.store,
            job.production,
            run_id=run_id,
            on_event=on_event,
            given=job.given,
            purse=purse,
            about=about,
        ) as run:
            self._runs.append(run)
            work = await job.recipe()
        return Made(work, run.id, run.trace())

    async def plan(self, job: Job[Any]) -> Plan:
        """What `make` would make and why, for how long and for how much; nothing is made for it.

        Args:
            job: What would be made; nobody is asked anything for it.

        Raises:
            UserError: What a person brought cannot be used.
        """
        about = await asyncio.to_thread(self._about, job)
        return await make_plan(self.store, job.production, job.recipe, given=job.given, about=about)

    def filming(
        self,
        source: Source,
        order: VideoOrder,
        crew: Crew | None = None,
        *,
        board: Storyboard | None = None,
        watch: Path | None = None,
    ) -> Job[Film]:
        """A narrated film of a document, to be made or planned.

        Args:
            source: The document.
            order: What the film shall be like.
            crew: Who works on it; by default the models of the settings.
            board: A storyboard that a person wrote or edited: a take of theirs, used as it is.
            watch: A file that grows while the film is made.
        """
        from fabula.productions.video.recipe import produce
        from fabula.productions.video.steps import write_storyboard

        _teach("video")
        crew = crew or self.crew()
        recipe = partial(produce, source, order, crew, limits=self.limits, board=board, watch=watch)
        given = {} if board is None else {write_storyboard.at(): board}
        return Job("video", recipe, given, source.name, _asked(order))

    async def film(
        self,
        source: Source,
        order: VideoOrder,
        crew: Crew | None = None,
        *,
        on_event: Callable[[Event], None] | None = None,
        purse: Purse | None = None,
    ) -> Made[Film]:
        """Make a narrated film of a document: `make` of a `filming`.

        Raises:
            FabulaError: See `fabula.productions.video.recipe.produce`.
        """
        # Loading a production takes some tenths of a second, which the loop must not stand.
        await asyncio.to_thread(_teach, "video")
        return await self.make(self.filming(source, order, crew), on_event=on_event, purse=purse)

    def room(self, writer: str = "", critic: str = "") -> Room:
        """Who works on an episode: the models named, or those of the settings.

        A critic that would be the offline writer is nobody: rules cannot judge.

        Raises:
            UnknownName: There is no such provider.
            BadSetting: A model, an address or a key is missing.
        """
        from fabula.productions.episode.recipe import Room

        flags = Chooser("flag", {"writer": writer, "critic": critic})
        judge = self.choice("critic", flags).setting
        return Room(
            self.hire(Writer, "writer", writer),
            None if judge.startswith("offline") else self.hire(Writer, "critic", judge),
            hands=self.settings.max_parallel_scenes,
        )

    def writing(
        self,
        brought: Brought | Pitch,
        order: EpisodeOrder,
        room: Room | None = None,
        source: str = "",
    ) -> Job[Episode]:
        """An episode of a sitcom, to be made or planned.

        Args:
            brought: What a person brought: a premise, a cast, an outline, scenes.
            order: What the episode shall be like.
            room: Who works on it; by default the models of the settings.
            source: The file of the pitch, by which runs about it are known.
        """
        from fabula.productions.episode.pitch import Brought, Pitch
        from fabula.productions.episode.recipe import ScriptGenerator

        _teach("episode")
        if isinstance(brought, Pitch):
            brought = Brought(brought)
        generator = ScriptGenerator(room or self.room(), order)
        recipe = partial(generator.generate, brought.pitch, written=brought.scenes)
        return Job("episode", recipe, brought.given(), source, _asked(order))

    async def episode(
        self,
        pitch: Pitch,
        order: EpisodeOrder | None = None,
        room: Room | None = None,
        *,
        on_event: Callable[[Event], None] | None = None,
        purse: Purse | None = None,
    ) -> Made[Episode]:
        """Make an episode of a sitcom: `make` of a `writing`.

        Raises:
            FabulaError: See `fabula.productions.episode.recipe.ScriptGenerator`.
        """
        await asyncio.to_thread(_teach, "episode")
        from fabula.productions.episode.order import EpisodeOrder

        job = self.writing(pitch, order or EpisodeOrder(), room)
        return await self.make(job, on_event=on_event, purse=purse)

    def _about(self, job: Job[Any]) -> tuple[str, str]:
        """What a job is made from, as this home knows it, and what was asked for."""
        if "://" in job.source or not job.source:
            return job.source, job.asked
        path, home = Path(job.source).absolute(), self.home.absolute().parent
        # A studio folder that was moved is still about its own document.
        return str(path.relative_to(home) if path.is_relative_to(home) else path), job.asked


def _asked(order: object) -> str:
    """An order as a person reads it: what is not as usual."""
    return ", ".join(f"{name} {value}" for name, value in chosen(order).items())


def teach_all() -> None:
    """Teach the offline writer what the rules of all productions can."""
    for name in _rooms():
        _teach(name)


def _teach(production: str) -> None:
    """Load a production, and teach the offline writer what its rules can."""
    importlib.import_module(f"{productions.__name__}.{production}.offline.writer")
    importlib.import_module(f"{productions.__name__}.{production}.recipe")


def find_steps() -> None:
    """Import the steps of all productions."""
    for name in _rooms():
        importlib.import_module(f"{productions.__name__}.{name}.recipe")


def _rooms() -> list[str]:
    """The productions, by name."""
    return [room.name for room in pkgutil.iter_modules(productions.__path__)]


def _path(setting: str) -> Path | None:
    """The file that a setting names, if it names one."""
    return Path(setting).expanduser() if setting else None
