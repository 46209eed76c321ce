"""Refusals: what the server does not do, as an answer that says why and what to do about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from fabula.errors import (
    BadInput,
    FabulaError,
    StillRunning,
    StoreError,
    StoreFull,
    TooLarge,
    UserError,
)

AGAIN = 2
"""Seconds after which a request that came at a bad moment may be made again."""

_STATUS: dict[type[Exception], HTTPStatus] = {
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    StillRunning: HTTPStatus.CONFLICT,
    UserError: HTTPStatus.BAD_REQUEST,
    StoreFull: HTTPStatus.INSUFFICIENT_STORAGE,
    StoreError: HTTPStatus.INTERNAL_SERVER_ERROR,
    FabulaError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class Refused(HTTPException):
    """A request that is not done.

    Args:
        status: Of HTTP.
        kind: What happened, as the errors of Fabula are called.
        message: What is wrong.
        remedy: What to do about it.
        again: Seconds after which it may be tried again; 0: it is not worth it.
    """

    def __init__(
        self, status: int, kind: str, message: str, remedy: str = "", *, again: int = 0
    ) -> None:
        self.kind, self.message, self.remedy = kind, message, remedy
        super().__init__(status, message, {"Retry-After": str(again)} if again else None)

    def body(self) -> dict[str, Any]:
        """The answer."""
        said = {"kind": self.kind, "message": self.message, "remedy": self.remedy}
        return {"error": said}


def unknown(what: str, name: str) -> Refused:
    """There is no such thing, or it is somebody else's: nobody can tell which."""
    return Refused(HTTPStatus.NOT_FOUND, "UnknownName", f"There is no {what} {name!r}.")


def conflict(kind: str, message: str, remedy: str = "") -> Refused:
    """It cannot be done as things are."""
    return Refused(HTTPStatus.CONFLICT, kind, message, remedy)


def busy(message: str) -> Refused:
    """Too much is asked for at the moment."""
    return Refused(HTTPStatus.TOO_MANY_REQUESTS, "ServerBusy", message, "Try later.", again=AGAIN)


def draining() -> Refused:
    """The server is about to end."""
    message = "The server is about to stop."
    return Refused(
        HTTPStatus.SERVICE_UNAVAILABLE, "ServerStopping", message, "Try again.", again=AGAIN
    )


def disk_full() -> Refused:
    """There is no room for what was brought, or for what would be said about it."""
    message = "There is no room on the server's disk."
    return Refused(HTTPStatus.INSUFFICIENT_STORAGE, "StoreFull", message, "Try later.")


def refused(error: FabulaError, *hidden: str) -> Refused:
    """An error of Fabula as an answer.

    Args:
        error: What happened.
        hidden: Beginnings of paths that are nobody's business.
    """
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    said = problem_of(error, *hidden)
    return Refused(status, said["kind"], said["message"], said["remedy"])


def problem_of(error: BaseException, *hidden: str) -> dict[str, str]:
    """What happened, as plain data: its kind, what is wrong, and what to do about it.

    Args:
        error: What happened; of one that is none of Fabula's, nothing more is told.
        hidden: Beginnings of paths that are nobody's business.
    """
    if not isinstance(error, FabulaError):
        message = "Something went wrong that should not: see the server's log."
        return {"kind": "Unexpected", "message": message, "remedy": ""}
    message, remedy = str(error), ""
    if isinstance(error, BadInput) and error.remedy:
        message, remedy = message.removesuffix(error.remedy).rstrip(), error.remedy
    for place in hidden:
        message = message.replace(f"{place}/", "").replace(place, "the folder")
    return {"kind": type(error).__name__, "message": message, "remedy": remedy}
