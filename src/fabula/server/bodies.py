"""Bodies of requests: a large one in JSON is read in a thread, while the loop answers others."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

LARGE = 200_000
"""Bytes of JSON above which a thread is worth it: they take about a millisecond."""


class PatientRequest(Request):
    """A request whose JSON holds up nobody else."""

    async def json(self) -> Any:
        """What the body says."""
        body = await self.body()
        return _read(body) if len(body) < LARGE else await run_in_threadpool(_read, body)


class PatientRoute(APIRoute):
    """A route whose requests hold up nobody else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        answer = super().get_route_handler()

        async def patiently(request: Request) -> Response:
            return await answer(PatientRequest(request.scope, request.receive))

        return patiently


def _read(body: bytes) -> Any:
    """What is said in JSON.

    Raises:
        ValueError: It is none, or has half a character, which no file and no answer could hold.
    """
    told = json.loads(body)
    if b"\\u" in body:
        json.dumps(told, ensure_ascii=False).encode()
    return told
