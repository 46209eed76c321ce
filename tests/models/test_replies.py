"""What providers send back is read however it comes: errors under a good status, cut events."""

from __future__ import annotations

import pytest

from fabula.models.replies import Events, Reply, is_file


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"error": {"message": "Come back", "code": 429}}', 429),
        (b' {"error" : {"message": "Oh", "code": "upstream"}}', 502),
        (b'{"error": {"message": "Oh"', 502),
        (b'{"data": [], "error": null}', 200),
        (b"", 200),
    ],
)
def test_error_under_a_good_status_is_one(content: bytes, status: int) -> None:
    """With the status that it tells, else as a server that is out of order."""
    assert Reply(200, {}, content).unmasked().status == status


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_cut_anywhere(size: int) -> None:
    """However the bytes are cut, the events are the same; comments are not heard."""
    sent = (
        b": hello\n\n"
        b"data: one\n\n"
        b'event: message\r\nid: 7\r\ndata: {"two": "\xc3\xa9"}\r\n\r\n'
        b"data: three\ndata: lines\ndata:here\n\n"
        b"retry: 10\n\n"
        b"data: not ended"
    )
    events = Events()
    heard = [one for at in range(0, len(sent), size) for one in events.feed(sent[at : at + size])]

    assert heard == [b"one", '{"two": "\u00e9"}'.encode(), b"three\nlines\nhere"]


@pytest.mark.parametrize(
    ("status", "kind", "file"),
    [
        (200, "audio/wav", True),
        (200, "", True),
        (200, "application/json", False),
        (200, "text/html; charset=utf-8", False),
        (401, "audio/wav", False),
    ],
)
def test_file_is_no_error_and_no_page(status: int, kind: str, file: bool) -> None:
    """Whatever else comes is taken for what was asked for."""
    assert is_file(status, {"content-type": kind}) == file
