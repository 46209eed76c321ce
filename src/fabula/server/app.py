"""The application: the routes joined, and every error told in one form."""

from __future__ import annotations

import errno
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib import metadata
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from fabula.errors import FabulaError
from fabula.server.gate import Gate
from fabula.server.house import House
from fabula.server.refusals import Refused, disk_full, problem_of, refused
from fabula.server.routes import looking, projects, runs

MEGABYTE = 1_000_000
_log = logging.getLogger("fabula.server")


def make_app(house: House) -> FastAPI:
    """The server as an application: its runs go on from the start of its lifespan."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        await house.open()
        yield
        await house.close()

    app = FastAPI(
        title="Fabula",
        summary="Make for generated media.",
        version=metadata.version("fabula"),
        lifespan=lifespan,
        # Their pages would load scripts from somebody else.
        docs_url=None,
        redoc_url=None,
    )
    app.state.house = house
    for room in (looking, projects, runs):
        app.include_router(room.router)
    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(FabulaError, _fail)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(OSError, _break)
    app.add_exception_handler(Exception, _break)
    most = house.settings.max_document_mb * MEGABYTE
    app.add_middleware(Gate, most=most, only_here=not house.owners.known_by_keys)
    return app


async def _refuse(_: Request, error: Any) -> JSONResponse:
    """What is not done, and what there is not."""
    if not isinstance(error, Refused):
        kind = {404: "UnknownName", 405: "NotAllowed"}.get(error.status_code, "BadRequest")
        refusal = Refused(error.status_code, kind, str(error.detail))
        refusal.headers = error.headers
        error = refusal
    return JSONResponse(error.body(), error.status_code, error.headers)


async def _fail(request: Request, error: Any) -> JSONResponse:
    house: House = request.app.state.house
    return await _refuse(request, refused(error, *house.projects.hidden()))


async def _misread(request: Request, error: Any) -> JSONResponse:
    """A request that is no JSON, or not of the form that OpenAPI tells."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        why = first.get("ctx", {}).get("error", "")
        broken = Refused(HTTPStatus.BAD_REQUEST, "BadRequest", f"The body is no JSON: {why}")
        return await _refuse(request, broken)
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    message = f"{place}: {first['msg']}"
    return await _refuse(request, Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "BadRequest", message))


async def _gone(_: Request, _error: Any) -> Response:
    """Nobody is there any more to be answered, and nothing is wrong with the server."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _break(request: Request, error: Any) -> JSONResponse:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return await _refuse(request, disk_full())
    _log.error("A request failed", exc_info=error)
    return JSONResponse({"error": problem_of(error)}, HTTPStatus.INTERNAL_SERVER_ERROR)
