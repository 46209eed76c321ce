"""Bodies of requests: what JSON they bring."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.server.stage import PROJECTS, RUNS, TEXT, here

from fabula.server.bodies import LARGE

pytestmark = pytest.mark.anyio

DEEP = b'{"order": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
IS_JSON = {"Content-Type": "application/json"}


async def test_large_document_comes_in_json(tmp_path: Path) -> None:
    """A request that is read in a thread is answered as any other."""
    text = TEXT * (LARGE // 400)
    async with here(tmp_path) as server:
        wish = {"project": "luna", "source": {"name": "tides.md", "text": text}}
        answer = await server.ask.post(PROJECTS, json=wish)
        kept = await server.ask.get(f"{PROJECTS}/luna/files/tides.md")

    assert answer.status_code == 201
    assert kept.text == text


@pytest.mark.parametrize("filling", [b"", b" " * LARGE])
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        DEEP,
        b'{"order": {"minutes": NaN}}',
        b'{"order": {"minutes": 1e400}}',
        b'{"order": {"budget": -1}}',
        b'{"order": {"at_limit": "never"}}',
        b'{"budget_usd": NaN}',
        b'{"budget_usd": -1}',
        b'{"budget_usd": 1e400}',
        b'{"models": {"director": "offline"}}',
        b'{"models": {"writer": "nobody:x"}}',
        b'{"project": "luna\\u0000"}',
        b'{"source": {"name": "\\ud800.md", "text": "x"}}',
        b'{"source": {"name": "a.md", "text": "\\ud800"}}',
        b'{"order": {"language": "\\uDFFF"}}',
    ],
)
async def test_what_cannot_be_is_a_mistake(tmp_path: Path, body: bytes, filling: bytes) -> None:
    """A body that is damaged, or says what cannot be, is told as the sender's mistake."""
    async with here(tmp_path) as server:
        answer = await server.ask.post(
            RUNS, content=body + filling, headers={**IS_JSON, "Idempotency-Key": "k"}
        )

    assert answer.status_code in {400, 422}, answer.text
    assert answer.json()["error"]["kind"] != "Unexpected"
