"""Forms with files in them, as browsers and the transcription API send them."""

from __future__ import annotations

from collections.abc import Mapping
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


def write_form(fields: Mapping[str, object]) -> tuple[str, bytes]:
    """The kind and the content of a form: files are bytes, lists are told one by one."""
    mark = "simulated-form-boundary"
    parts = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            told = one if isinstance(one, bytes) else str(one).encode()
            more = '; filename="file"' if isinstance(one, bytes) else ""
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
            parts.append(head.encode() + told + b"\r\n")
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()
