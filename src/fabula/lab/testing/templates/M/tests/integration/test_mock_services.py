"""The tools of these tests themselves, with services that are not there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from tests.utils.test_helpers import (
    HTTPHelper,
    MCPClient,
    Refused,
    SqliteFile,
    Users,
    added,
    drive_open,
    drive_users,
    read_arrivals,
    read_slo,
    summarize,
)

pytestmark = [pytest.mark.integration, pytest.mark.anyio]


async def test_characters_by_websocket(mock_brain: Any, metrics: Any, test_data: Any) -> None:
    """A character is created and found; a tool that does not exist is refused."""
    name = test_data.name("character")
    with metrics.timed("connect"):
        brain = await MCPClient.connect(mock_brain.address)
    async with brain:
        await brain.call("create_character", name=name, description="a dry engineer")
        found = await brain.call("find_similar_characters", query="engineer")
        with pytest.raises(Refused):
            await brain.call("delete_everything")

    assert found[0]["name"] == name
    assert summarize(metrics.seconds["connect"]).mean < 2.0


async def test_load_on_a_service(mock_service: Any) -> None:
    """At a rate and by users, judged as one says."""
    async with HTTPHelper(mock_service.address) as http:
        run = await drive_open(lambda _: http.get("/health"), read_arrivals("constant(40, 1)"))
        users = await drive_users(lambda _: http.get("/health"), Users(5, requests=4))

    assert read_slo("p95<2s,errors<1%").broken(run) == []
    assert len(users.requests) == 20


def test_health_is_checked(mock_service: Any, check_health: Callable[[str], Any]) -> None:
    """Well, unwell, and away."""
    assert check_health(mock_service.address).well
    mock_service.answers["GET /health"] = 503, {"status": "fail"}
    assert not check_health(mock_service.address).well
    assert not check_health("http://127.0.0.1:9").well


def test_database_is_watched(test_data: Any) -> None:
    """What a service wrote is seen by table, and taken away afterwards."""
    path = test_data.folder / "characters.db"
    test_data.afterwards(path.unlink)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE characters (name TEXT)")
        before = SqliteFile(path).counts()
        connection.execute("INSERT INTO characters VALUES ('Luna')")
        connection.commit()

    assert added(before, SqliteFile(path).counts()) == {"characters": 1}


async def test_provider_stands_in(mock_provider: Any) -> None:
    """Models answer without an account."""
    async with HTTPHelper(mock_provider.address) as http:
        body = b'{"model": "sim", "messages": [{"role": "user", "content": "A tide?"}]}'
        answer = await http.ask("/chat/completions", method="POST", body=body)

    assert answer.status == 200
