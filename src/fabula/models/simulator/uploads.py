"""Forms with files in them, as browsers and the transcription API send them."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP


def read_form(kind: str, content: bytes) -> dict[str, str | bytes]:
    """The fields of a form: files as bytes, all others as text.

    Args:
        kind: The header `Content-Type`, with its boundary.
        content: The body.
    """
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    whole = BytesParser(policy=HTTP).parsebytes(head + content)
    fields: dict[str, str | bytes] = {}
    for part in whole.iter_parts():
        name = part.get_param("name", header="content-disposition")
        told = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(told, bytes):
            fields[name] = told if part.get_filename() else told.decode("utf-8", "replace")
    return fields
