"""Errors as answers: one status each, and no path of the server."""

from __future__ import annotations

import pytest

from fabula.errors import (
    BadInput,
    FabulaError,
    NothingMade,
    StillRunning,
    StoreFull,
    TooLarge,
    UnknownName,
)
from fabula.server.refusals import problem_of, refused


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput("a", "is wrong"), 400),
        (UnknownName("model", "x", ["y"]), 400),
        (TooLarge("a", "is too large"), 413),
        (StillRunning("r"), 409),
        (StoreFull("full"), 507),
        (NothingMade("nothing"), 422),
    ],
)
def test_each_error_has_its_status(error: FabulaError, status: int) -> None:
    """What the caller can put right is theirs, what they cannot is not."""
    found = refused(error)

    assert found.status_code == status
    assert found.kind == type(error).__name__


def test_remedy_stands_apart() -> None:
    """What is wrong and what to do about it are told apart."""
    told = problem_of(BadInput("a.yaml", "is wrong", "Write it anew.", place="line 3"))

    assert told == {
        "kind": "BadInput",
        "message": "a.yaml, line 3: is wrong.",
        "remedy": "Write it anew.",
    }


def test_no_path_is_told() -> None:
    """A file is told by its name in the project, and the folder itself by no name."""
    error = BadInput("/srv/x/luna/a.yaml", "is outside of /srv/x/luna")
    told = problem_of(error, "/srv/x/luna", "/srv/x")

    assert told["message"] == "a.yaml: is outside of the folder."


def test_what_nobody_thought_of_tells_nothing() -> None:
    """Of an error that is none of Fabula's, only the log tells more."""
    told = problem_of(ZeroDivisionError("secret"))

    assert told["kind"] == "Unexpected"
    assert "secret" not in told["message"]
