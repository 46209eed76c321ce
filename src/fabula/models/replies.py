"""What providers send back: replies, events, what their errors say, and when to come again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

_ERROR = re.compile(rb'\s*{\s*"error"\s*:\s*{')


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sent back, whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def tree(self) -> Any:
        """The content as JSON; None if it is not JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None

    def unmasked(self) -> Reply:
        """The reply with the status that is told within: OpenRouter sends errors under 200."""
        if self.status >= 300 or not _ERROR.match(self.content):
            return self
        tree = self.tree()
        code = tree["error"].get("code") if isinstance(tree, dict) else None
        status = code if isinstance(code, int) and 400 <= code < 600 else 502
        return Reply(status, self.headers, self.content)


def is_file(status: int, headers: Mapping[str, str]) -> bool:
    """Whether what comes is a file such as was asked for, and no error, page or tree of JSON."""
    kind = headers.get("content-type", "")
    return status < 300 and "json" not in kind and not kind.startswith("text/")


class Events:
    r"""Reads server-sent events (WHATWG HTML, 9.2) from bytes that are cut anywhere.

    `b"data: a\n\nda"`, then `b"ta: b\n\n"` gives `[b"a"]`, then `[b"b"]`. Comments and fields
    other than data are passed over.
    """

    def __init__(self) -> None:
        self._rest, self._data = b"", list[bytes]()

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of the events that end in this chunk."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        ended = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[5:].strip())
            elif self._data and line in (b"", b"\r"):
                ended.append(b"\n".join(self._data))
                self._data.clear()
        return ended


def message_in(tree: Any) -> str:
    """What a server says about its error, in any of the forms that are about."""
    error = tree.get("error", tree.get("detail", tree)) if isinstance(tree, dict) else tree
    message = error.get("message", "") if isinstance(error, dict) else error
    if isinstance(message, list):
        # FastAPI tells what is wrong field by field.
        message = "; ".join(
            str(one["msg"]) for one in message if isinstance(one, dict) and "msg" in one
        )
    code = error.get("code") if isinstance(error, dict) else None
    told = message if isinstance(message, str) else ""
    return f"{told:.300}" + (f" ({code})" if isinstance(code, str) and code not in told else "")


def retry_after_in(headers: Mapping[str, str]) -> float | None:
    """How long a server asks us to wait, in seconds: it may say ms, seconds or a date."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    told = headers.get("retry-after")
    if told is None or (seconds := _number(told)) is not None:
        return seconds if told is not None else None
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None
