"""A server's refusal as the error that Fabula itself would have raised, its remedy included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fabula import errors
from fabula.errors import FabulaError, ModelBusy, RunError, UnreachableAddress, UserError

NO_KEY, UNKNOWN, TOO_MANY, AWAY = 401, 404, 429, 503


def refusal(status: int, body: object, headers: Mapping[str, str], address: str) -> FabulaError:
    """The error that an answer means.

    Args:
        status: HTTP status, 400 or above.
        body: What came, read as JSON; None if it is none.
        headers: Of the answer.
        address: Who was asked, for the message.
    """
    told = body.get("error") if isinstance(body, dict) else None
    said = told if isinstance(told, dict) else {}
    message = str(said.get("message") or f"{address} answered with status {status}.")
    remedy = str(said.get("remedy") or "")
    if remedy and remedy not in message:
        message = f"{message} {remedy}"
    if status == NO_KEY:
        return UnreachableAddress(f"{address} does not accept the key: {message}")
    if status in (TOO_MANY, AWAY):
        return ModelBusy(message, _seconds(headers.get("retry-after", "")))
    kind: Any = getattr(errors, str(said.get("kind")), None)
    if not (isinstance(kind, type) and issubclass(kind, FabulaError)):
        kind = UserError if status < 500 else RunError
    # Most errors make their message of parts that the server has put together already.
    error = kind.__new__(kind, message)
    error.args = (message,)
    return error  # type: ignore[no-any-return]


def _seconds(told: str) -> float | None:
    return float(told) if told.isdecimal() else None
