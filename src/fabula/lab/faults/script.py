"""What is wrong with connections, as people write it: "latency=200ms", "10s down; 25s up"."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fabula.errors import BadSetting
from fabula.lab.amounts import read_bytes, read_count, read_rate, read_seconds, read_share
from fabula.lab.faults.proxy import WELL, FaultProxy, Toxics

LAST_PORT = 65_535
DOWN, UP, CURED = "down", "up", "well"


def address_of(text: str) -> tuple[str, int]:
    """The host and the port of "HOST:PORT", of ":PORT", or of an address such as "redis://...".

    Raises:
        BadSetting: There is no port in it.
    """
    place = text.rpartition("://")[2].partition("/")[0].rpartition("@")[2]
    host, _, port = place.rpartition(":")
    if not port.isdigit() or not 0 < int(port) <= LAST_PORT:
        raise BadSetting(f"{text!r} is no server: write HOST:PORT, such as localhost:6379.")
    return host.strip("[]") or "127.0.0.1", int(port)


AMOUNTS: Mapping[str, Callable[[str], float]] = {
    "latency": read_seconds,
    "jitter": read_seconds,
    "bandwidth": read_rate,
    "limit": lambda text: int(read_bytes(text)),
    "share": read_share,
    "first": read_count,
}
"""The toxics that have an amount, and how it is read."""

SWITCHES = ("blackhole", "reset")
"""The toxics that have none."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is done to a proxy at a moment of a script.

    Args:
        at: Seconds from the begin.
        text: As it was written.
        toxics: What is changed, by the fields of `Toxics`; those that are not named stay.
        down: Whether the proxy refuses from now on; None: as before.
        cured: Whether all that was wrong before is over.
    """

    at: float
    text: str
    toxics: Mapping[str, float]
    down: bool | None = None
    cured: bool = False

    async def play(self, proxy: FaultProxy) -> None:
        """Do it."""
        before = WELL if self.cured else proxy.toxics
        after: Toxics = replace(before, **self.toxics)  # type: ignore[arg-type]
        if after != proxy.toxics:
            proxy.toxics = after
        if self.down:
            await proxy.go_down()
        elif self.down is False:
            await proxy.come_up()


def read_cue(text: str, at: float = 0.0) -> Cue:
    """What is written in a text: "latency=200ms jitter=20ms", "down", "up", "well".

    A switch is turned off as "blackhole=0", and an amount as "latency=0"; "well" ends all of them,
    "up" only "down".

    Raises:
        BadSetting: It cannot be read.
    """
    toxics: dict[str, float] = {}
    down, cured = None, False
    for word in text.split():
        name, _, amount = word.partition("=")
        if name in (DOWN, UP) and not amount:
            down = name == DOWN
        elif word == CURED:
            cured = True
        elif name in SWITCHES and amount in ("", "0"):
            toxics[name] = not amount
        elif name in AMOUNTS and amount:
            toxics[name] = AMOUNTS[name](amount)
        else:
            known = ", ".join([*(f"{one}=..." for one in AMOUNTS), *SWITCHES, DOWN, UP, CURED])
            raise BadSetting(f"{word!r} is nothing that a proxy does. It does {known}.")
    return Cue(at, text.strip(), toxics, down, cured)


def read_script(text: str) -> tuple[Cue, ...]:
    """What happens when: "10s latency=200ms; 20s down; 25s up".

    Raises:
        BadSetting: It cannot be read, or goes back in time.
    """
    cues = []
    for line in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        moment, _, rest = line.partition(" ")
        if not rest.strip():
            raise BadSetting(f"{line!r}: write a moment and what happens then: 10s down.")
        cues.append(read_cue(rest, read_seconds(moment)))
    for before, after in pairwise(cues):
        if after.at < before.at:
            raise BadSetting(f"{after.at:g}s {after.text!r} comes after {before.at:g}s: sort them.")
    return tuple(cues)


async def play_script(
    proxy: FaultProxy, script: Sequence[Cue], told: Callable[[Cue], None] = lambda _: None
) -> None:
    """Do each thing at its moment, counted from now."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for cue in script:
        await asyncio.sleep(max(0.0, began + cue.at - loop.time()))
        await cue.play(proxy)
        told(cue)
