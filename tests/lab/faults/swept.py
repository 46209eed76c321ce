"""Two works for the sweep: one that the engine remembers, and one whose author forgot something."""

from __future__ import annotations

from pathlib import Path

from fabula.engine import digest_of, fan_out, open_run, step
from fabula.lab.faults.crashes import Moments


@step
async def line(number: int) -> str:
    """Something to remember."""
    return digest_of(number)


@step
def picture(text: str) -> bytes:
    """Large enough to be a blob."""
    return text.encode() * 300


@step
def counted(text: str) -> str:
    """How many lines there are: it reads what is in no key."""
    with Path(text).open("a") as file:
        file.write("x")
    return Path(text).read_text()


async def scene(number: int) -> bytes:
    """One part."""
    return await picture(await line(number))


async def sound(moments: Moments) -> str:
    """Six steps in parts, and a digest of it all."""
    async with moments.store() as store, open_run(store, "swept", on_event=moments.hear):
        parts = await fan_out(scene, range(3), limit=2, on_error="raise")
        return digest_of(parts.made)


async def careless(moments: Moments) -> str:
    """A step that does something outside each time it is begun."""
    async with moments.store() as store, open_run(store, "swept", on_event=moments.hear):
        return await counted(str(moments._folder / "lines.txt"))


async def hopeless(moments: Moments) -> str:
    """It fails undisturbed."""
    raise ValueError(moments)
