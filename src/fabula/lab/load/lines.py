"""Request lines: what a load asks for, as a person writes it: `GET /health`, `POST /runs {}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import BadSetting
from fabula.lab.load.http import Http, Unfit

_WRITTEN = re.compile(r"(?:([A-Za-z]+)\s+)?(/\S*)(?:\s+(.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One request.

    Args:
        method: "GET", "POST" ...
        path: From the address on, with a slash first.
        body: JSON, if there is one.
    """

    method: str
    path: str
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    async def ask(self, http: Http) -> bytes:
        """Make the request; the body of an answer below 400.

        Raises:
            Unfit: The status is 400 or above.
            Broken: The connection ended.
            OSError: There is no connection.
        """
        answer = await http.ask(self.path, method=self.method, body=self.body)
        if answer.status >= 400:
            raise Unfit(f"{self}: status {answer.status}")
        return answer.body


def read_line(text: str) -> Line:
    """The request that is written in a text.

    ```python
    read_line("/health")  # GET
    read_line('POST /api/v1/runs {"production": "video"}')
    read_line("POST /api/v1/runs @order.json")  # the body stands in a file
    ```

    Raises:
        BadSetting: It is none, or its file cannot be read.
    """
    read = _WRITTEN.fullmatch(text.strip())
    if read is None:
        raise BadSetting(f"{text!r} is no request; write such as `GET /health`.")
    method, path, told = read.groups(default="")
    try:
        body = Path(told[1:]).read_bytes() if told.startswith("@") else told.encode()
    except OSError as error:
        raise BadSetting(f"{text!r}: the body cannot be read: {error.strerror}.") from None
    return Line((method or "GET").upper(), path, body)
