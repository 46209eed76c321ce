"""Whether the server lives and how it is; the metrics of an owner's runs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool

from fabula.server.house import House, house_of, owner_of
from fabula.server.metrics import TYPE, exposition
from fabula.server.records import Health, Living, ProblemTold

router = APIRouter()

FAILED: dict[int | str, dict[str, Any]] = {503: {"model": Health, "description": "It cannot."}}


@router.get("/livez", summary="Does it live?")
async def livez() -> Living:
    """The server answers; nobody else is asked."""
    return Living()


@router.get("/readyz", summary="Can it take work?", responses=FAILED)
async def readyz(house: Annotated[House, Depends(house_of)], response: Response) -> Health:
    """Whether its disk can be written and it is not about to end; looked at once a second."""
    return _answered(await house.doctor.health(with_models=False), response)


@router.get("/health", summary="How is it, and what can it do?", responses=FAILED)
async def health(
    request: Request, house: Annotated[House, Depends(house_of)], response: Response
) -> Health:
    """How it is; which models it asks is told to whoever may ask them."""
    known = house.owners.find(request.headers.get("authorization", "")) is not None
    return _answered(await house.doctor.health(with_models=known), response)


@router.get(
    "/metrics",
    summary="The metrics of your runs",
    response_class=PlainTextResponse,
    responses={401: {"model": ProblemTold}},
)
async def metrics(
    house: Annotated[House, Depends(house_of)], owner: Annotated[str, Depends(owner_of)]
) -> Response:
    """Runs by state, steps, seconds and dollars, as OpenMetrics."""

    def told() -> str:
        runs = [house.runs.status(ticket) for ticket in house.tickets.latest(owner)]
        return exposition(runs, house.runs.waiting)

    # Of thousands of runs it takes a while.
    return Response(await run_in_threadpool(told), media_type=TYPE)


def _answered(found: Health, response: Response) -> Health:
    if found.status == "fail":
        response.status_code = 503
    return found
