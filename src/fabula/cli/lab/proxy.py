"""`fabula lab proxy`: a TCP proxy before anything, which makes its connections bad."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from fabula.cli.exits import MADE
from fabula.errors import BadSetting
from fabula.lab.amounts import read_lasting
from fabula.lab.faults import FaultProxy
from fabula.lab.faults.proxy import Carried
from fabula.lab.faults.script import (
    AMOUNTS,
    DOWN,
    LAST_PORT,
    SWITCHES,
    Cue,
    address_of,
    play_script,
    read_cue,
    read_script,
)

Tell = Callable[[str, dict[str, Any]], None]


def stand_between(flags: argparse.Namespace) -> int:
    """Stand between clients and a server until Ctrl-C; then tell what was carried."""
    host, port = address_of(flags.to)
    begin, script = read_cue(_begin(flags)), read_script(flags.script or "")
    seconds = read_lasting(flags.seconds) if flags.seconds else None
    if not 0 <= flags.port <= LAST_PORT:
        raise BadSetting(f"--port {flags.port}: a port is a number from 1 to {LAST_PORT}.")
    tell: Tell = _tell_plainly if not flags.json else _tell_json
    proxy = FaultProxy(host, port, seed=flags.seed, listen=flags.port)
    carried = asyncio.run(_stand(proxy, begin, script, seconds, tell))
    tell("\n".join(told(carried)), {"event": "ended", **asdict(carried)})
    return MADE


def _begin(flags: argparse.Namespace) -> str:
    """What is wrong from the begin, as a script says it."""
    amounts = [f"{name}={value}" for name in AMOUNTS if (value := getattr(flags, name))]
    return " ".join([*amounts, *(name for name in (*SWITCHES, DOWN) if getattr(flags, name))])


async def _stand(
    proxy: FaultProxy, begin: Cue, script: tuple[Cue, ...], seconds: float | None, tell: Tell
) -> Carried:
    """Until somebody ends it; what went through until then."""
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C raises KeyboardInterrupt.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, end.set)
    began = loop.time()

    def played(cue: Cue) -> None:
        line = {"event": "changed", "at": round(loop.time() - began, 3), "what": cue.text}
        tell(f"{cue.at:>6g} s  {cue.text}", line)

    try:
        await proxy.come_up()
    except OSError as error:
        raise BadSetting(f"--port {proxy.port}: {error.strerror or error}.") from None
    try:
        tell(_listening(proxy), {"event": "listening", "host": "127.0.0.1", "port": proxy.port})
        if begin.text:
            await begin.play(proxy)
            played(begin)
        playing = asyncio.create_task(play_script(proxy, script, played))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await end.wait()
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing
        # Those that its own end will break are not meant.
        return replace(proxy.carried)
    finally:
        await proxy.go_down()


def _listening(proxy: FaultProxy) -> str:
    host, port = proxy.server
    place = f"[{host}]" if ":" in host else host
    return f"127.0.0.1:{proxy.port} leads to {place}:{port}; Ctrl-C ends it."


def told(carried: Carried) -> list[str]:
    """What went through, in lines."""
    lines = [
        f"connections  {carried.connections}",
        f"to server    {size(carried.asked)}",
        f"to clients   {size(carried.answered)}",
        f"broken       {carried.broken}",
    ]
    if carried.swallowed:
        lines.append(f"swallowed    {size(carried.swallowed)}")
    if carried.unreached:
        lines.append(f"no server    {carried.unreached} connections: nobody answered there")
    return lines


def size(count: float) -> str:
    """Bytes, as people read them."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= scale:
            return f"{count / scale:.1f} {unit}"
    return f"{count:.0f} B"


def _tell_plainly(line: str, _data: dict[str, Any]) -> None:
    print(line, flush=True)


def _tell_json(_line: str, data: dict[str, Any]) -> None:
    print(json.dumps(data), flush=True)
