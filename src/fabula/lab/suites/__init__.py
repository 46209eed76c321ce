"""The suites: each a module of scenarios, found by its name or by a file of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from fabula.errors import BadInput, UnknownName
from fabula.lab.scenarios import Scenario, covers, scenarios_in

MODULES: Mapping[str, str] = {
    "engine": "fabula.lab.suites.engine",
    "script": "fabula.lab.suites.script",
    "video.performance": "fabula.lab.suites.video_performance",
    "video.reliability": "fabula.lab.suites.video_reliability",
    "video.resources": "fabula.lab.suites.video_resources",
}
"""What a suite is called, and the module with its scenarios."""

PLATFORM = ("fast", "health", "brain_service", "cross_service", "embedding", "performance")
ALIASES: Mapping[str, str] = {name: f"platform.{name}" for name in PLATFORM}
"""What the movie platform's runner calls its suites."""

ALL = "all"


def expand(names: Iterable[str], demanded: Iterable[str]) -> list[str]:
    """The suites that are meant: aliases resolved, and `video` taken for all that is in it.

    Args:
        names: Suites, parts of suites, aliases, "all", or files.
        demanded: Suites that targets demand, whether or not there are scenarios for them.

    Raises:
        UnknownName: There is no such suite.
    """
    known = sorted({*MODULES, *demanded})
    found: list[str] = []
    for name in names:
        if name.endswith(".py"):
            found.append(name)
            continue
        wanted = ALIASES.get(name, name)
        some = known if name == ALL else [suite for suite in known if covers(wanted, suite)]
        if not some:
            raise UnknownName("suite", name, [*known, *ALIASES, ALL])
        found += some
    return list(dict.fromkeys(found))


def scenarios_of(suites: Iterable[str]) -> Iterator[Scenario]:
    """All scenarios of the suites; none for those that there are only targets of."""
    for suite in suites:
        if suite.endswith(".py"):
            yield from scenarios_in(_load(Path(suite)))
        elif suite in MODULES:
            found = scenarios_in(import_module(MODULES[suite]))
            yield from (one for one in found if covers(suite, one.suite))


def _load(path: Path) -> ModuleType:
    """A file of scenarios that somebody wrote."""
    spec = spec_from_file_location(f"fabula_lab_{path.stem}", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise BadInput(str(path), "is not there", "`fabula lab new benchmark NAME` begins one.")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
