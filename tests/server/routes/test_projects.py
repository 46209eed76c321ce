"""Projects and their files, over HTTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from pathlib import Path

import pytest
from tests.server.stage import FILM, PROJECTS, RUNS, TEXT, here, slow_writer

pytestmark = pytest.mark.anyio

LUNA = f"{PROJECTS}/luna"
FILES = f"{LUNA}/files"


async def test_project_is_begun_and_listed(tmp_path: Path) -> None:
    """A project that was begun tells its files, and stands in the list."""
    async with here(tmp_path) as server:
        begun = await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        listed = (await server.ask.get(PROJECTS)).json()
        told = (await server.ask.get(LUNA)).json()

    assert begun.status_code == 201
    assert begun.json() == told
    assert listed == [{"project": "luna", "production": "video", "state": None}]
    assert told["files"]["luna.mp4"] == {"condition": "missing", "bytes": None, "why": []}
    assert told["files"]["tides.md"]["condition"] == "yours"
    assert told["files"]["tides.md"]["bytes"] == len(TEXT)
    assert told["latest"] is None


async def test_project_without_a_name_has_one(tmp_path: Path) -> None:
    """A project is named after its document, and the next one of it by number."""
    async with here(tmp_path) as server:
        answers = [await server.ask.post(PROJECTS, json=FILM) for _ in range(2)]
        example = await server.ask.post(PROJECTS, json={"production": "episode"})

    assert [answer.json()["project"] for answer in answers] == ["tides", "tides-2"]
    assert example.json()["project"] == "episode"


async def test_same_name_is_taken_once(tmp_path: Path) -> None:
    """Of many who begin the same project at once, one does; nothing half-begun stays."""
    async with here(tmp_path) as server:
        wish = {"project": "luna", **FILM}
        asked = [server.ask.post(PROJECTS, json=wish) for _ in range(4)]
        answers = await asyncio.gather(*asked)
        left = await asyncio.to_thread(lambda: list(tmp_path.glob("owners/local/aside/*")))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert left == []


async def test_bytes_come_as_base64(tmp_path: Path) -> None:
    """A document that is no text comes as base64, whole."""
    data = bytes(range(256))
    sent = {"name": "paper.pdf", "base64": base64.b64encode(data).decode()}
    async with here(tmp_path) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", "source": sent})
        read = await server.ask.get(f"{FILES}/paper.pdf")
        broken = {"name": "paper.pdf", "base64": "%%%"}
        refused = await server.ask.post(PROJECTS, json={"source": broken})

    assert read.content == data
    assert read.headers["content-type"] == "application/pdf"
    assert refused.status_code == 400


@pytest.mark.parametrize(
    "wish",
    [
        {"order": {"source": "/etc/passwd"}},
        {"order": {"writer": "local:/etc/passwd"}},
        {"order": {"minutes": "long"}},
        {"production": "opera"},
        {"production": "../opera"},
        {"source": {"name": ".hidden", "text": "x"}},
        {"source": {"url": "http://127.0.0.1:1/x"}},
        {"source": {"url": "http://169.254.169.254/latest/meta-data"}},
    ],
)
async def test_wishes_that_cannot_be_are_refused(tmp_path: Path, wish: dict[str, object]) -> None:
    """A project that cannot be, or would read what is not its own, is not begun."""
    async with here(tmp_path) as server:
        refused = await server.ask.post(PROJECTS, json={"project": "luna", **wish})
        listed = (await server.ask.get(PROJECTS)).json()

    assert refused.status_code == 400
    assert refused.json()["error"]["message"]
    assert str(tmp_path) not in refused.text
    assert listed == []


@pytest.mark.parametrize(
    "wish",
    [
        {"project": "A B"},
        {"project": "../x"},
        {"source": {"name": "x.md"}},
        {"source": {"name": "x.md", "text": "a", "base64": "b"}},
        {"source": {"url": "file:///etc/passwd"}},
        {"sourse": None},
    ],
)
async def test_wishes_of_another_form_are_misread(tmp_path: Path, wish: dict[str, object]) -> None:
    """What is not of the form that OpenAPI tells is a 422, with its place."""
    async with here(tmp_path) as server:
        refused = await server.ask.post(PROJECTS, json=wish)

    assert refused.status_code == 422
    assert refused.json()["error"]["message"].startswith(next(iter(wish)))


ESCAPES = [
    ".fabula/memory.db",
    "%2efabula/files.json",
    "%2e%2e/%2e%2e/runs/x.json",
    "..%2f..%2fruns",
    "scenes/%2e%2e/%2e%2e/x",
    "scenes%5c..%5cfabula.yaml",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "fabula.yaml%00",
    "%252e%252e%252fx",
    "",
]


async def test_no_name_leads_out(tmp_path: Path) -> None:
    """However it is encoded, a name outside of the project, or hidden in it, is no file's."""
    async with here(tmp_path) as server:
        await server.make(project="luna", **FILM)
        for name in ESCAPES:
            read = await server.ask.get(f"{FILES}/{name}")
            written = await server.ask.put(f"{FILES}/{name}", content=b"x")
            removed = await server.ask.delete(f"{FILES}/{name}")

            assert read.status_code == removed.status_code == 404, name
            assert written.status_code in {400, 404}, name
            assert str(tmp_path) not in read.text + written.text


async def test_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    """A link in the folder that leads out of it is no file of the project."""
    async with here(tmp_path) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        folder = tmp_path / "owners" / "local" / "projects" / "luna"
        await asyncio.to_thread((folder / "x.md").symlink_to, "/etc/passwd")
        read = await server.ask.get(f"{FILES}/x.md")

    assert read.status_code == 404


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fabula.yaml", "production: video\nsource: tides.md\nbogus: 1\n"),
        ("fabula.yaml", "production: video\nsource: ../../x\n"),
        ("fabula.yaml", "production: video\nsource: file:///etc/passwd\n"),
        ("fabula.yaml", "production: video\nsource: .fabula/memory.db\n"),
        ("fabula.yaml", "production: video\nsource: tides.md\nwriter: local:/etc/passwd\n"),
        ("fabula.yaml", "production: opera\n"),
        ("storyboard.yaml", "title: [\n"),
        ("storyboard.yaml", "title: x\n"),
        ("other.md", "hello"),
        ("luna.mp4", "hello"),
    ],
)
async def test_mistake_is_told_and_not_written(tmp_path: Path, name: str, text: str) -> None:
    """A file with a mistake is told by its place, and what was there stays."""
    async with here(tmp_path) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        before = await server.ask.get(f"{FILES}/{name}")
        refused = await server.ask.put(f"{FILES}/{name}", content=text)
        after = await server.ask.get(f"{FILES}/{name}")

    assert refused.status_code == 400
    assert str(tmp_path) not in refused.text
    assert (after.status_code, after.content) == (before.status_code, before.content)


async def test_another_document_is_brought(tmp_path: Path) -> None:
    """A document is replaced by one of another name, and the film is made of that."""
    lines = "production: video\nsource: moon.md\nminutes: 0.3\nresolution: 240\nfps: 10\n"
    async with here(tmp_path) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        pointed = await server.ask.put(f"{FILES}/fabula.yaml", content=lines)
        brought = await server.ask.put(f"{FILES}/moon.md", content=TEXT)
        again = await server.ask.put(f"{FILES}/moon.md", content=TEXT)
        status = (await server.ask.get(LUNA)).json()

    assert [one.status_code for one in (pointed, brought, again)] == [200, 201, 200]
    assert brought.json() == {
        "name": "moon.md",
        "bytes": len(TEXT),
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    assert set(status["files"]) >= {"moon.md", "tides.md"}


async def test_two_writers_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Who wrote with the ETag of what they read is told that another was faster."""
    async with here(tmp_path) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        etag = (await server.ask.get(f"{FILES}/tides.md")).headers["etag"]
        sent = {"If-Match": etag}
        first = await server.ask.put(f"{FILES}/tides.md", content="# A", headers=sent)
        second = await server.ask.put(f"{FILES}/tides.md", content="# B", headers=sent)
        left = await server.ask.get(f"{FILES}/tides.md")
        known = {"If-None-Match": first.headers["etag"]}
        same = await server.ask.get(f"{FILES}/tides.md", headers=known)

    assert [first.status_code, second.status_code, same.status_code] == [200, 412, 304]
    assert left.text == "# A"
    assert left.headers["etag"] == first.headers["etag"]


async def test_edit_is_taken_away(tmp_path: Path) -> None:
    """Where an edit is taken away, the next run writes the text as it did before."""
    place = f"{FILES}/storyboard.yaml"
    async with here(tmp_path) as server:
        await server.make(project="luna", **FILM)
        made = (await server.ask.get(place)).text
        await server.ask.put(place, content=made.replace("A harbour", "A port"))
        await server.make(project="luna")
        removed = await server.ask.delete(place)
        again = await server.ask.delete(place)
        needed = [await server.ask.delete(f"{FILES}/{one}") for one in ("fabula.yaml", "tides.md")]
        await server.make(project="luna")
        left = (await server.ask.get(place)).text

    assert [removed.status_code, again.status_code] == [204, 404]
    assert [one.status_code for one in needed] == [409, 409]
    assert left == made


async def test_range_gives_a_part(tmp_path: Path) -> None:
    """A player asks for a part of a film, and gets that; past its end it is told so."""
    async with here(tmp_path) as server:
        await server.make(project="luna", **FILM)
        whole = await server.ask.get(f"{FILES}/luna.mp4")
        part = await server.ask.get(f"{FILES}/luna.mp4", headers={"Range": "bytes=4-11"})
        past = await server.ask.get(f"{FILES}/luna.mp4", headers={"Range": "bytes=99999999-"})

    assert part.status_code == 206
    assert part.content == whole.content[4:12]
    assert part.headers["content-range"] == f"bytes 4-11/{len(whole.content)}"
    assert whole.headers["content-type"] == "video/mp4"
    assert past.status_code == 416


async def test_plan_says_what_would_be_made(tmp_path: Path) -> None:
    """Before a run the plan says that it would run; after it, that all is remembered."""
    async with here(tmp_path) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        before = (await server.ask.get(f"{LUNA}/plan")).json()
        await server.make(project="luna")
        after = (await server.ask.get(f"{LUNA}/plan")).json()

    assert "run" in {step["what"] for step in before["steps"]}
    assert {step["what"] for step in after["steps"]} == {"hit"}


async def test_delete_takes_all_away(tmp_path: Path) -> None:
    """A project in work is not deleted; one that rests is, with its runs and files."""
    async with here(tmp_path, writer=slow_writer(tmp_path)) as server:
        run = (await server.ask.post(RUNS, json={"project": "luna", **FILM})).json()["run"]
        refused = await server.ask.delete(LUNA)
        await server.ask.post(f"{RUNS}/{run}/cancel")
        await server.end(run)
        deleted = await server.ask.delete(LUNA)
        gone = [await server.ask.get(place) for place in (LUNA, f"{RUNS}/{run}")]
        left = await asyncio.to_thread(
            lambda: [path for path in (tmp_path / "owners").rglob("*") if path.is_file()]
        )

    assert [refused.status_code, deleted.status_code] == [409, 204]
    assert [answer.status_code for answer in gone] == [404, 404]
    assert left == []


async def test_owners_see_nothing_of_each_other(tmp_path: Path) -> None:
    """What is another's is as unknown as what there is not, in every route, to the letter."""
    keys = {"ka": "ada", "kb": "ben"}
    async with here(tmp_path, keys) as server:
        run = (await server.make(project="luna", **FILM))["run"]
        ben = {"Authorization": "Bearer kb", "Content-Type": "application/json"}
        for method, place, body in [
            ("GET", "/api/v1/projects/luna", None),
            ("DELETE", "/api/v1/projects/luna", None),
            ("GET", "/api/v1/projects/luna/files/luna.mp4", None),
            ("PUT", "/api/v1/projects/luna/files/tides.md", "x"),
            ("DELETE", "/api/v1/projects/luna/files/luna.mp4", None),
            ("GET", "/api/v1/projects/luna/plan", None),
            ("POST", "/api/v1/runs", json.dumps({"project": "luna"})),
            ("GET", f"/api/v1/runs/{run}", None),
            ("GET", "/api/v1/runs/latest", None),
            ("GET", f"/api/v1/runs/{run}/events", None),
            ("POST", f"/api/v1/runs/{run}/cancel", None),
        ]:
            theirs = await server.ask.request(method, place, content=body, headers=ben)
            none = place.replace("luna", "nobody").replace(run, "r0")
            nobody = body and body.replace("luna", "nobody")
            nothing = await server.ask.request(method, none, content=nobody, headers=ben)

            assert theirs.status_code == nothing.status_code == 404, place
            told = theirs.text.replace("luna", "nobody").replace(run, "r0")
            assert told == nothing.text

        lists = [await server.ask.get(place, headers=ben) for place in (PROJECTS, RUNS)]
        metrics = await server.ask.get("/metrics", headers=ben)
        same = await server.ask.post(PROJECTS, json={"project": "luna", **FILM}, headers=ben)

    assert [answer.json() for answer in lists] == [[], []]
    assert 'fabula_runs{state="finished"} 0' in metrics.text
    assert same.status_code == 201


@pytest.mark.parametrize("production", ["video", "episode"])
async def test_source_may_get_another_name(tmp_path: Path, production: str) -> None:
    """A document of a new name takes the place of the old one, in one request or not at all."""
    async with here(tmp_path) as server:
        begun = await server.ask.post(PROJECTS, json={"project": "a", "production": production})
        files = begun.json()["files"]
        order = (await server.ask.get(f"{PROJECTS}/a/files/fabula.yaml")).text
        old = next(name for name in files if f"source: {name}" in order)
        text = (await server.ask.get(f"{PROJECTS}/a/files/{old}")).content
        place = f"{PROJECTS}/a/files/new{Path(old).suffix}"
        brought = await server.ask.put(f"{place}?as=source", content=text)
        again = await server.ask.put(f"{place}?as=source", content=text)
        changed = (await server.ask.get(f"{PROJECTS}/a/files/fabula.yaml")).text
        status = await server.ask.get(f"{PROJECTS}/a")
        left = await server.ask.delete(f"{PROJECTS}/a/files/{old}")

    assert (brought.status_code, again.status_code) == (201, 409), brought.text
    assert f'source: "new{Path(old).suffix}"' in changed
    assert status.status_code == 200
    assert left.status_code == 204
