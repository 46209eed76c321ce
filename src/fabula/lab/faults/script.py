"""What is wrong with connections, as people write it: "latency=200ms", "10s down; 25s up"."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fabula.errors import BadSetting
from fabula.lab.faults.proxy import WELL, FaultProxy, Toxics

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z/%]*)")
SECONDS: Mapping[str, float] = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "min": 60.0}
SIZES: Mapping[str, float] = {"": 1.0, "b": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9}
SHARES: Mapping[str, float] = {"": 1.0, "%": 0.01}
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


def read_seconds(text: str) -> float:
    """Seconds of "100ms", "20s", "2m"; a bare number is seconds.

    Raises:
        BadSetting: It is none of that.
    """
    return _amount(text, SECONDS, "a time such as 100ms or 2s")


def read_bytes(text: str) -> float:
    """Bytes of "10kB", "2MB"; a bare number is bytes.

    Raises:
        BadSetting: It is none of that.
    """
    return _amount(text.lower(), SIZES, "a size such as 10kB or 2MB")


def read_rate(text: str) -> float:
    """Bytes a second of "50kB/s"; the `/s` may be left out.

    Raises:
        BadSetting: It is none of that.
    """
    wanted = "bytes a second such as 50kB/s"
    return _amount(text.lower().removesuffix("/s"), SIZES, wanted, told=text)


def read_share(text: str) -> float:
    """0 to 1, of "0.3" or "30%".

    Raises:
        BadSetting: It is none of that.
    """
    share = _amount(text, SHARES, "a share such as 30% or 0.3")
    if share > 1:
        raise BadSetting(f"{text!r} is more than all of them.")
    return share


def read_count(text: str) -> int:
    """A whole number.

    Raises:
        BadSetting: It is none.
    """
    if not text.isdigit():
        raise BadSetting(f"{text!r} is no whole number.")
    return int(text)


def _amount(text: str, units: Mapping[str, float], wanted: str, *, told: str = "") -> float:
    read = _AMOUNT.fullmatch(text.strip())
    if read is None or read[2] not in units:
        raise BadSetting(f"{told or text!r} is not {wanted}.")
    return float(read[1]) * units[read[2]]


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
