"""A request is written as people write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lab.load.servers import plain, served

from fabula.errors import BadSetting
from fabula.lab.load.http import Http, Unfit
from fabula.lab.load.lines import Line, read_line

pytestmark = pytest.mark.anyio


def test_lines_are_read(tmp_path: Path) -> None:
    """A path alone is a GET; a body stands behind it, or in a file."""
    order = tmp_path / "order.json"
    order.write_text('{"b": 2}')

    assert read_line("/health") == Line("GET", "/health")
    assert read_line('post /runs {"a": 1}') == Line("POST", "/runs", b'{"a": 1}')
    assert read_line(f"PUT /runs @{order}") == Line("PUT", "/runs", b'{"b": 2}')


@pytest.mark.parametrize("text", ["health", "GET", "", "POST /runs @gone.json"])
def test_what_is_no_line_is_told(text: str) -> None:
    """With what would be."""
    with pytest.raises(BadSetting):
        read_line(text)


async def test_line_is_asked() -> None:
    """Its method and path arrive; a status above 400 is a failure."""
    heard: list[bytes] = []

    def answer(head: bytes) -> bytes:
        heard.append(head)
        return plain(b"yes", "404 Nothing" if b"/gone" in head else "200 OK")

    with served(answer) as address:
        async with Http(address) as http:
            body = await read_line("DELETE /runs/1").ask(http)
            with pytest.raises(Unfit, match="GET /gone: status 404"):
                await read_line("/gone").ask(http)

    assert body == b"yes"
    assert heard[0].startswith(b"DELETE /runs/1 HTTP/1.1")
