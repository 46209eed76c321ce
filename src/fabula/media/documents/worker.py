"""Reads one document in a process of its own, which may crash, hang or swell at no one's cost.

PDFium, the HTML parser and the XML parser are native code fed by strangers: a file can make them
fault, or loop for minutes where no thread can be stopped. The process costs about 0.1 s, so what
harms nobody is read without one.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from fabula import errors
from fabula.media.documents.document import Document, Passage, Picture
from fabula.media.documents.reading import is_harmless, read_here
from fabula.media.documents.source import Limits, Source, check_size

_NEWLINE = b"\n"


def read(source: Source, limits: Limits | None = None) -> Document:
    """The document in `source`.

    Args:
        source: Its bytes and name; the first bytes tell the format, then the name does.
        limits: What is refused; see `Limits` for the defaults.

    Raises:
        LockedInput: It needs a password.
        ScannedInput: Its pages are pictures without text.
        EmptyInput: There is nothing in it.
        TooLarge: It is past a limit.
        UnreadableInput: It is damaged, or of a format that cannot be read.
    """
    limits = limits or Limits()
    check_size(source.name, len(source.data), limits)
    if is_harmless(source):
        return read_here(source, limits)
    try:
        # -P: what happens to lie in the folder where we were started must not be imported.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "fabula.media.documents"],
            input=_asked(source, limits),
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise errors.TooLarge(
            source.name,
            f"took longer than {limits.seconds:g} s to read",
            "Give only the pages that matter, or raise the limit on seconds.",
        ) from error
    if done.returncode != 0:
        raise errors.UnreadableInput(
            source.name,
            f"made its reader stop ({_last_line(done.stderr) or f'code {done.returncode}'})",
            "The file is damaged or beyond the limit on memory; export it again.",
        )
    return _answered(json.loads(done.stdout))


def _asked(source: Source, limits: Limits) -> bytes:
    folder = str(source.folder) if source.folder else None
    head = {"name": source.name, "folder": folder, "media_type": source.media_type}
    return json.dumps({**head, "limits": asdict(limits)}).encode() + _NEWLINE + source.data


def _last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def _answered(answer: dict[str, Any]) -> Document:
    if "error" in answer:
        kind: type[errors.BadInput] = getattr(errors, answer.pop("error"))
        place = answer.pop("place")
        raise kind(*answer["said"], place=place)
    passages = tuple(map(_passage, answer.pop("passages")))
    authors, notes = tuple(answer.pop("authors")), tuple(answer.pop("notes"))
    return Document(**answer, authors=authors, notes=notes, passages=passages)


def _passage(told: dict[str, Any]) -> Passage:
    rows = tuple(map(tuple, told.pop("rows")))
    picture = told.pop("picture")
    if picture is not None:
        picture = Picture(**{**picture, "data": base64.b64decode(picture["data"])})
    return Passage(**told, rows=rows, picture=picture)
