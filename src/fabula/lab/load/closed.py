"""A closed loop: users who wait for each answer, and think, before they ask again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from fabula.lab.load.opened import Ask, timed
from fabula.lab.load.requests import LoadRun, Request
from fabula.models.simulator import Distribution
from fabula.models.simulator.dice import dice

LADDER = (1, 3, 5, 10, 20, 50)
"""Users at the same time, rung by rung, of all the documents."""
AT_ONCE = Distribution()


@dataclass(frozen=True, slots=True)
class Users:
    """Who asks.

    Args:
        count: How many.
        requests: How many each of them makes at most; 0: no limit.
        seconds: How long they go on; 0: no limit. One of the two limits must be.
        think: Seconds between an answer and the next request.
        spawn_rate: Users that begin each second; 0: all at once.
        seed: Of their thinking.
    """

    count: int
    requests: int = 0
    seconds: float = 0.0
    think: Distribution = AT_ONCE
    spawn_rate: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.requests and not self.seconds:
            raise ValueError("users need an end: requests or seconds")


async def drive_users(ask: Ask, users: Users, *, patience: float = 60.0) -> LoadRun:
    """Let users make requests; a request is due when its user is ready for it.

    While the server stalls, its users ask nothing: latencies look better than they are for whoever
    comes by themselves. To judge a latency, use `drive_open`; to see how many can be at once, this.

    Args:
        ask: Makes one request.
        users: Who asks.
        patience: Seconds after which a request has failed.
    """
    loop = asyncio.get_running_loop()
    began, done, numbers = loop.time(), list[Request](), count()

    async def one(user: int) -> None:
        chance = dice(users.seed, "think", user)
        await asyncio.sleep(user / users.spawn_rate if users.spawn_rate else 0.0)
        made = 0
        while not users.requests or made < users.requests:
            due = loop.time() - began
            if users.seconds and due >= users.seconds:
                return
            number = next(numbers)
            failure = await timed(ask, number, patience)
            done.append(Request(due, due, loop.time() - began, failure, number))
            made += 1
            await asyncio.sleep(users.think.draw(chance))

    await asyncio.gather(*(one(user) for user in range(users.count)))
    return LoadRun(tuple(done), len(done), loop.time() - began)


async def climb(
    ask: Ask, ladder: Sequence[int] = LADDER, *, requests: int = 10, patience: float = 60.0
) -> Mapping[int, LoadRun]:
    """The same load by more and more users at the same time.

    Args:
        ask: Makes one request.
        ladder: How many users, rung by rung.
        requests: Of each user, on each rung.
        patience: Seconds after which a request has failed.
    """
    return {
        users: await drive_users(ask, Users(users, requests), patience=patience) for users in ladder
    }
