"""Errors as OpenAI words them, a body for each status."""

from __future__ import annotations

from typing import Any

_KNOWN: dict[int, tuple[str, str, str | None]] = {
    400: ("The request cannot be understood.", "invalid_request_error", None),
    401: ("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
    402: ("Insufficient credits.", "insufficient_quota", "insufficient_quota"),
    403: ("Your key may not use this model.", "invalid_request_error", "model_not_allowed"),
    404: ("The model does not exist.", "invalid_request_error", "model_not_found"),
    408: ("The request took too long.", "server_error", "timeout"),
    413: ("The request is too large.", "invalid_request_error", "context_length_exceeded"),
    422: ("The request cannot be done.", "invalid_request_error", None),
    429: ("Rate limit reached. Please try again later.", "requests", "rate_limit_exceeded"),
    500: ("The server had an error while processing your request.", "server_error", None),
    502: ("Bad gateway.", "server_error", None),
    503: ("The engine is currently overloaded.", "server_error", "overloaded"),
    504: ("The gateway timed out.", "server_error", None),
    529: ("The engine is overloaded.", "overloaded_error", "overloaded"),
}


class Refused(Exception):
    """Raised to answer with an error.

    Args:
        status: HTTP status, 400 to 599.
        message: What is wrong; by default what OpenAI says.
        param: The field of the request that is at fault.
        retry_after: When to come back, in seconds.
    """

    def __init__(
        self,
        status: int,
        message: str = "",
        *,
        param: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message or status)
        self.status, self.message, self.param = status, message, param
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The error in OpenAI's form."""
        kind = 500 if self.status >= 500 else 400
        message, group, code = _KNOWN.get(self.status, _KNOWN[kind])
        told = {"message": self.message or message, "type": group, "param": self.param}
        return {"error": told | {"code": code}}


def error_in_200(status: int = 502) -> dict[str, Any]:
    """An error as OpenRouter sends it under status 200, when it had begun to answer."""
    said = Refused(status).body()["error"]["message"]
    told = {"code": status, "message": said, "metadata": {"provider_name": "Simulator"}}
    return {"error": told, "user_id": "simulated"}
