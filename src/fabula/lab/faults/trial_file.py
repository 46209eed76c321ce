"""An experiment in TOML, read with errors that name the place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from fabula.errors import BadInput, BadSetting
from fabula.lab.amounts import read_seconds
from fabula.lab.faults.acts import VERBS, Act
from fabula.lab.faults.script import address_of, read_cue
from fabula.lab.faults.trial import Probe, Stand, Trial
from fabula.lab.load import read_slo

FIELDS = ("title", "hypothesis", "probe", "proxy", "method", "rollback")
PROBE_FIELDS = ("get", "command", "rate", "seconds")
PROXY_FIELDS = ("name", "to", "port")


def read_trial(path: Path) -> Trial:
    """The experiment in a file.

    Raises:
        BadInput: It is not there, no TOML, lacks something, or has something that cannot be.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(str(path), "is not there", "docs/lab-faults.md shows one.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(str(path), f"is not TOML: {error}") from None
    return _Reader(str(path)).trial(said)


class _Reader:
    """Reads one file."""

    def __init__(self, source: str) -> None:
        self._source = source

    def trial(self, said: Mapping[str, Any]) -> Trial:
        self._known("the file", said, FIELDS)
        for name, kind in (("title", str), ("hypothesis", str), ("probe", dict), ("method", list)):
            if not isinstance(said.get(name), kind) or not said[name]:
                self._refuse(name, "is missing", "docs/lab-faults.md shows an experiment.")
        try:
            hypothesis = read_slo(said["hypothesis"])
        except BadSetting as error:
            self._refuse("hypothesis", str(error))
        proxies = tuple(self._proxies(said.get("proxy", [])))
        names = [one.name for one in proxies]
        return Trial(
            said["title"],
            hypothesis,
            self._probe(said["probe"]),
            proxies,
            tuple(self._acts("method", said["method"], names)),
            tuple(self._acts("rollback", said.get("rollback", []), names)),
        )

    def _probe(self, said: Mapping[str, Any]) -> Probe:
        self._known("probe", said, PROBE_FIELDS)
        if ("get" in said) == ("command" in said):
            self._refuse("probe", "asks either an address (get) or a command")
        for name in ("rate", "seconds"):
            value = said.get(name, 1)
            if not isinstance(value, int | float) or value <= 0:
                self._refuse(f"probe.{name}", f"is {value!r}; it must be a number above 0")
        get = said.get("get", "")
        if get and not str(get).startswith(("http://", "https://")):
            self._refuse("probe.get", f"is {get!r}; write such as http://127.0.0.1:8000/health")
        return Probe(**said)

    def _proxies(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Stand]:
        for number, row in enumerate(rows, 1):
            place = f"proxy {number}"
            self._known(place, row, PROXY_FIELDS)
            if not row.get("name") or not row.get("to"):
                self._refuse(place, "needs a name, and `to`, the server behind it")
            try:
                to = address_of(str(row["to"]))
            except BadSetting as error:
                self._refuse(place, str(error))
            yield Stand(str(row["name"]), to, int(row.get("port", 0)))

    def _acts(
        self, title: str, rows: Iterable[Mapping[str, Any]], proxies: list[str]
    ) -> Iterator[Act]:
        for number, row in enumerate(rows, 1):
            place = f"{title} {number}"
            self._known(place, row, (*VERBS, "proxy"))
            verbs = [verb for verb in VERBS if verb in row]
            if len(verbs) != 1:
                self._refuse(place, f"does one thing: {', '.join(VERBS)}")
            act = Act(verbs[0], str(row[verbs[0]]), str(row.get("proxy", "")))
            self._check(place, act, proxies)
            yield act

    def _check(self, place: str, act: Act, proxies: list[str]) -> None:
        """So that a mistake is told before anything is broken."""
        try:
            if act.verb == "make":
                read_cue(act.text)
            elif act.verb == "wait":
                read_seconds(act.text)
        except BadSetting as error:
            self._refuse(place, str(error))
        if (act.verb == "make") != bool(act.proxy):
            self._refuse(place, "names a proxy and what to make of it: proxy and make go together")
        if act.proxy and act.proxy not in proxies:
            known = ", ".join(proxies) or "none"
            self._refuse(place, f"knows no proxy {act.proxy!r}", f"There is {known}: [[proxy]].")

    def _known(self, place: str, said: Any, names: Iterable[str]) -> None:
        if not isinstance(said, Mapping):
            self._refuse(place, "is no table")
        unknown = sorted(set(said) - set(names))
        if unknown:
            self._refuse(place, f"has no field {unknown[0]!r}", f"It has {', '.join(names)}.")

    def _refuse(self, place: str, problem: str, remedy: str = "") -> NoReturn:
        raise BadInput(self._source, problem, remedy, place=place)
