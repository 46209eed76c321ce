"""The process that `worker.read` starts: reads the one document on its standard input."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fabula import errors
from fabula.media.documents.reading import read_here
from fabula.media.documents.source import Limits, Source


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(type(value).__name__)


def main() -> None:
    """Read the document on standard input, write it as JSON to standard output."""
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(head)
    limits = Limits(**asked["limits"])
    _bound_memory(limits.memory)
    folder = Path(asked["folder"]) if asked["folder"] else None
    source = Source(asked["name"], data, folder, asked["media_type"])
    answer: dict[str, Any]
    try:
        answer = asdict(read_here(source, limits))
    except errors.BadInput as error:
        said = (error.source, error.problem, error.remedy)
        answer = {"error": type(error).__name__, "said": said, "place": error.place}
    sys.stdout.write(json.dumps(answer, default=_plain))


def _bound_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit; time and pixels are still bounded
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main()
