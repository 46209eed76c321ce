"""Projects and their files."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from fabula.desks import open_desk
from fabula.desks.planning import plan_row
from fabula.server.beginning import begin
from fabula.server.bodies import PatientRoute
from fabula.server.house import House, house_of, owner_of
from fabula.server.projects import etag_of
from fabula.server.records import (
    ProblemTold,
    ProjectLine,
    ProjectStatus,
    ProjectWish,
    RunStatus,
    Written,
)

TOLD: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemTold} for status in (400, 401, 404, 422)
}
BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"format": "binary"}}}},
    206: {"description": "The part that Range asked for."},
    304: {"description": "It is as you know it."},
}
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".fdx": "application/xml",
    ".fountain": "text/plain",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".srt": "application/x-subrip",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".yaml": "application/yaml",
}
"""What a file is, by its ending; another is only bytes. Not what this machine thinks it is."""

router = APIRouter(
    prefix="/api/v1/projects", tags=["projects"], responses=TOLD, route_class=PatientRoute
)

InHouse = Annotated[House, Depends(house_of)]
Owner = Annotated[str, Depends(owner_of)]


@router.get("", summary="Your projects")
async def projects(house: InHouse, owner: Owner) -> list[ProjectLine]:
    """Every project, with the state of its latest run."""
    states = {ticket.project: ticket for ticket in reversed([*house.tickets.latest(owner)])}
    found = await run_in_threadpool(house.projects.listed, owner)
    told = [ProjectLine(project=name, production=made, state=None) for name, made in found.items()]
    for line in told:
        if line.project in states:
            line.state = house.runs.status(states[line.project]).state
    return told


@router.post("", status_code=201, summary="Begin a project", responses={409: TOLD[400]})
async def begin_project(wish: ProjectWish, house: InHouse, owner: Owner) -> ProjectStatus:
    """Begin a project with a document, an outline or a script, or with an example."""
    return await _status(house, owner, await begin(house, owner, wish))


@router.get("/{project}", summary="How a project stands")
async def project_status(project: str, house: InHouse, owner: Owner) -> ProjectStatus:
    """What is made, edited, stale or missing in it, and its latest run."""
    return await _status(house, owner, project)


@router.delete(
    "/{project}", status_code=204, summary="Delete a project", responses={409: TOLD[400]}
)
async def delete_project(project: str, house: InHouse, owner: Owner) -> None:
    """Delete a project, its runs and all its files."""
    async with house.alone(owner, "project", project):
        house.runs.refuse_working(owner, project)
        await run_in_threadpool(house.projects.delete, owner, project)
        for ticket in list(house.tickets.latest(owner, project)):
            await run_in_threadpool(house.tickets.forget, ticket)


@router.get(
    "/{project}/files/{name:path}",
    summary="Read a file",
    response_class=FileResponse,
    responses=BYTES,
)
async def read_file(
    project: str, name: str, house: InHouse, owner: Owner, request: Request
) -> Response:
    """A file of a project; its ETag is its SHA-256, and Range asks for a part of it."""
    folder = await run_in_threadpool(house.projects.open, owner, project)
    path = await run_in_threadpool(house.projects.path, folder, name)
    etag = await run_in_threadpool(etag_of, path)
    # What a page among the files could do, it shall do nowhere near the server's own answers.
    headers = {"ETag": etag, "X-Content-Type-Options": "nosniff"}
    headers["Content-Security-Policy"] = "sandbox"
    known = request.headers.get("if-none-match", "")
    if known == "*" or etag in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
    return FileResponse(path, headers=headers, media_type=kind)


@router.put(
    "/{project}/files/{name:path}",
    summary="Write a file",
    responses={201: {"model": Written}, 409: TOLD[400], 412: TOLD[400], 413: TOLD[400]},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"format": "binary"}}},
        }
    },
)
async def write_file(  # noqa: PLR0913 - what a route is given
    project: str,
    name: str,
    house: InHouse,
    owner: Owner,
    *,
    request: Request,
    response: Response,
    if_match: Annotated[str, Header()] = "",
    as_: Annotated[Literal["source"] | None, Query(alias="as")] = None,
) -> Written:
    """Edit a text, or bring another document; a mistake is told, and nothing is written then.

    With `as=source` it is a document of a new name, which fabula.yaml names from now on.
    """
    folder = await run_in_threadpool(house.projects.open, owner, project)
    data = await request.body()
    async with house.alone(owner, "project", project):
        if as_ == "source":
            await run_in_threadpool(house.projects.bring, folder, name, data)
            new = True
        else:
            new = await run_in_threadpool(house.projects.write, folder, name, data, if_match)
    response.status_code = HTTPStatus.CREATED if new else HTTPStatus.OK
    digest = hashlib.sha256(data).hexdigest()
    response.headers["ETag"] = f'"{digest}"'
    return Written(name=name, bytes=len(data), sha256=digest)


@router.delete(
    "/{project}/files/{name:path}",
    status_code=204,
    summary="Take a file away",
    responses={409: TOLD[400]},
)
async def remove_file(project: str, name: str, house: InHouse, owner: Owner) -> None:
    """Take an edit away, so that the next run writes the text anew; runs that saw it keep it."""
    folder = await run_in_threadpool(house.projects.open, owner, project)
    async with house.alone(owner, "project", project):
        await run_in_threadpool(house.projects.remove, folder, name)


@router.get("/{project}/plan", summary="What would a run make?")
async def plan(project: str, house: InHouse, owner: Owner) -> dict[str, Any]:
    """What a run would make and why, for how long and for how much; nothing is made for it."""
    folder = await run_in_threadpool(house.projects.open, owner, project)
    with house.projects.telling(folder.path):
        desk = await run_in_threadpool(open_desk, folder)
        async with await house.studio(folder.hidden) as studio:
            return plan_row(await studio.plan(await desk.job(studio)))


async def _status(house: House, owner: str, project: str) -> ProjectStatus:
    """How a project stands."""
    folder = await run_in_threadpool(house.projects.open, owner, project)
    latest: RunStatus | None = None
    for ticket in house.tickets.latest(owner, project):
        latest = house.runs.status(ticket)
        break
    return ProjectStatus(
        project=project,
        production=await run_in_threadpool(house.projects.production, folder),
        files=await run_in_threadpool(house.projects.files, folder),
        latest=latest,
    )
