"""The application: one form of error, and an OpenAPI that is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.server.stage import FILM, PROJECTS, RUNS, here

pytestmark = pytest.mark.anyio


async def test_every_error_has_one_form(tmp_path: Path) -> None:
    """Whatever is wrong is told with its kind, in words, and with what to do."""
    as_json = {"Content-Type": "application/json"}
    async with here(tmp_path) as server:
        answers = [
            await server.ask.get("/nothing"),
            await server.ask.delete("/livez"),
            await server.ask.get(f"{PROJECTS}/luna"),
            await server.ask.post(RUNS, content=b'{"project": ', headers=as_json),
            await server.ask.post(RUNS, content=b"\xff\xfe", headers=as_json),
            await server.ask.post(RUNS, content=b"[" * 5000, headers=as_json),
            await server.ask.post(RUNS, json=[]),
            await server.ask.post(RUNS, json={"budget_usd": -1}),
            await server.ask.post(RUNS, content=b'{"budget_usd": NaN}', headers=as_json),
            await server.ask.get(RUNS, params={"limit": "many"}),
        ]

    told = [answer.status_code for answer in answers]
    assert told == [404, 405, 404, 400, 400, 400, 422, 422, 422, 422]
    for answer in answers:
        error = answer.json()["error"]

        assert set(error) == {"kind", "message", "remedy"}
        assert error["message"]


async def test_fault_of_ours_tells_no_details(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An error that nobody thought of is logged, and the client hears only that it is there."""
    async with here(tmp_path) as server:
        server.house.tickets = None  # type: ignore[assignment]
        answer = await server.ask.get(RUNS)

    assert answer.status_code == 500
    assert answer.json()["error"]["kind"] == "Unexpected"
    assert "NoneType" not in answer.text
    assert "NoneType" in caplog.text


async def test_openapi_is_true(tmp_path: Path) -> None:
    """What the routes answer is of the form that OpenAPI tells, errors too."""
    async with here(tmp_path) as server:
        told = (await server.ask.get("/openapi.json")).json()
        run = (await server.make(project="luna", **FILM))["run"]
        luna, one = f"{PROJECTS}/luna", f"{RUNS}/{run}"
        paths = {luna: f"{PROJECTS}/{{project}}", one: f"{RUNS}/{{run}}"}
        asked: list[tuple[str, str, Any]] = [
            ("get", "/livez", None),
            ("get", "/readyz", None),
            ("get", "/health", None),
            ("get", PROJECTS, None),
            ("post", PROJECTS, {"project": "other"}),
            ("post", PROJECTS, {"project": "other"}),
            ("post", PROJECTS, {"project": "A B"}),
            ("get", luna, None),
            ("get", f"{luna}/plan", None),
            ("put", f"{luna}/files/tides.md", None),
            ("get", f"{luna}/files/nothing", None),
            ("get", RUNS, None),
            ("post", RUNS, {"project": "nobody"}),
            ("get", one, None),
            ("get", f"{one}/events", None),
            ("post", f"{one}/cancel", None),
            ("delete", luna, None),
        ]
        for method, place, body in asked:
            answer = await server.ask.request(method, place, json=body)
            path = place
            for known, pattern in paths.items():
                path = path.replace(known, pattern) if path.startswith(known) else path
            path = re.sub(r"/files/.*", "/files/{name}", path)
            said = told["paths"][path][method]["responses"]

            assert str(answer.status_code) in said, (place, answer.text)
            if answer.status_code != 204:
                schema = said[str(answer.status_code)]["content"]["application/json"]["schema"]
                whole = {**schema, "components": told["components"]}
                Draft202012Validator(whole).validate(answer.json())

    assert len(asked) == 17
    assert told["components"]["securitySchemes"]


async def test_pages_of_documentation_load_nothing(tmp_path: Path) -> None:
    """There is no page here that would load scripts from somebody else."""
    async with here(tmp_path) as server:
        told = [(await server.ask.get(place)).status_code for place in ("/docs", "/redoc")]

    assert told == [404, 404]
