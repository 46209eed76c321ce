"""Runs: asking for one, seeing how it goes, and stopping it."""

from __future__ import annotations

import re
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from fabula.server.beginning import start
from fabula.server.bodies import PatientRoute
from fabula.server.house import House, house_of, owner_of
from fabula.server.records import ENDED, ProblemTold, RunEvent, RunStatus, RunWish
from fabula.server.streams import TYPE, stream, told

TOLD: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemTold} for status in (400, 401, 404, 422)
}
FULL: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemTold} for status in (409, 413, 429, 503)
}
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {TYPE: {"schema": {"type": "string"}}}},
    204: {"description": "As a stream: the run has ended, and there is nothing more to come."},
}
MOST = 1000
LAST = 10**15 - 1
"""No run has so many events."""

_NUMBER = re.compile("[0-9]{1,15}")

router = APIRouter(prefix="/api/v1/runs", tags=["runs"], responses=TOLD, route_class=PatientRoute)

InHouse = Annotated[House, Depends(house_of)]
Owner = Annotated[str, Depends(owner_of)]
Count = Annotated[int, Query(ge=1, le=MOST)]


@router.post("", status_code=202, summary="Ask for a run", responses=FULL)
async def start_run(
    wish: RunWish,
    house: InHouse,
    owner: Owner,
    idempotency_key: Annotated[str, Header(max_length=256)] = "",
) -> RunStatus:
    """Make what a project asks for, or begin one and make it; the run waits for its turn."""
    return house.runs.status(await start(house, owner, wish, idempotency_key))


@router.get("", summary="Your runs")
async def runs(
    house: InHouse, owner: Owner, limit: Count = 20, project: str = ""
) -> list[RunStatus]:
    """The runs of one project, or of all, the latest first."""
    found = islice(house.tickets.latest(owner, project), limit)
    return [house.runs.status(ticket) for ticket in found]


@router.get("/{run}", summary="How a run stands")
async def run_status(run: str, house: InHouse, owner: Owner) -> RunStatus:
    """How far it is, what it made, what is missing; `latest` is the one asked for last."""
    return house.runs.status(house.ticket(owner, run))


@router.get(
    "/{run}/events",
    summary="What happened in a run",
    response_model=list[RunEvent],
    responses=STREAM,
)
async def events(  # noqa: PLR0913 - what a route is given
    run: str,
    house: InHouse,
    owner: Owner,
    *,
    request: Request,
    after: Annotated[int, Query(ge=0, le=LAST)] = 0,
    limit: Count = MOST,
    last_event_id: Annotated[str, Header()] = "",
) -> Any:
    """The events above the cursor `after`; as they come, if server-sent events are accepted."""
    ticket = house.ticket(owner, run)
    if TYPE not in request.headers.get("accept", ""):
        return [told(event) for event in (await house.runs.events(ticket, after))[:limit]]
    seen = int(last_event_id) if _NUMBER.fullmatch(last_event_id) else after
    over = house.runs.status(ticket).state in ENDED
    if over and not await house.runs.events(ticket, seen):
        # What tells a browser to stop asking.
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

    async def admitted() -> bool:
        await house.owners.refresh()
        return house.owners.find(request.headers.get("authorization", "")) == owner

    told_on = stream(house.runs, ticket, seen, admitted)
    return StreamingResponse(told_on, media_type=TYPE, headers=headers)


@router.post("/{run}/cancel", status_code=202, summary="Stop a run")
async def cancel(run: str, house: InHouse, owner: Owner) -> RunStatus:
    """Stop a run within a second; what it finished is remembered."""
    return await house.runs.cancel(house.ticket(owner, run))
