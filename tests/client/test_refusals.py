"""A refusal of a server is the error that Fabula itself would raise."""

from __future__ import annotations

import pytest

from fabula.client.refusals import refusal
from fabula.errors import BadInput, ModelBusy, RunError, UnreachableAddress, UserError

ADDRESS = "http://studio.example"


def body(kind: str, message: str, remedy: str = "") -> dict[str, dict[str, str]]:
    """What a server says."""
    return {"error": {"kind": kind, "message": message, "remedy": remedy}}


def test_errors_of_ours_come_as_they_are() -> None:
    """With the message that the server made, and its remedy once."""
    error = refusal(400, body("BadInput", "a.md: is empty.", "Write something."), {}, ADDRESS)

    assert isinstance(error, BadInput)
    assert str(error) == "a.md: is empty. Write something."


def test_remedy_is_not_said_twice() -> None:
    """Where the message ends with it already."""
    error = refusal(400, body("BadSetting", "No. Do so.", "Do so."), {}, ADDRESS)

    assert str(error) == "No. Do so."


@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        (401, body("NoKey", "There is no such key."), UnreachableAddress),
        (404, body("NotFound", "There is no such run."), UserError),
        (409, body("str", "No."), UserError),
        (500, None, RunError),
        (502, "a page of a gateway", RunError),
    ],
)
def test_others_are_of_a_family(status: int, told: object, kind: type[Exception]) -> None:
    """By who must act; a kind that is no error of ours is not believed."""
    assert type(refusal(status, told, {}, ADDRESS)) is kind


def test_full_queue_says_when_to_come_back() -> None:
    """In seconds."""
    error = refusal(429, body("Busy", "100 runs wait."), {"retry-after": "7"}, ADDRESS)

    assert isinstance(error, ModelBusy)
    assert error.retry_after == 7
