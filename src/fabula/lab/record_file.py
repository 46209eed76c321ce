"""`lab-run.json`: the record of a lab run as a file that later versions still read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fabula.errors import BadInput, UnreadableInput
from fabula.lab.record import SCHEMA, VERSION, Record
from fabula.store.studio_folder import write_whole

FILE = "lab-run.json"

_RECORD = TypeAdapter(Record)


def to_json(record: Record) -> str:
    """The record as it stands in the file: schema and version first."""
    head = {"schema": SCHEMA, "version": ".".join(map(str, VERSION))}
    return json.dumps(head | _RECORD.dump_python(record, mode="json"), ensure_ascii=False, indent=1)


def write_record(record: Record, path: Path) -> None:
    """Write the file, whole or not at all, so that no reader meets half of it."""
    write_whole(path, to_json(record).encode())


def read_record(path: Path) -> Record:
    """Read a record; what a later minor version added is left out.

    Raises:
        BadInput: It is no record, a damaged one, or one that only a newer Fabula can read.
    """
    try:
        said: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(str(path), "is not there", "`fabula lab run SUITE` writes it.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnreadableInput(str(path), f"is not JSON: {error}", "Run the lab again.") from None
    return _record_of(str(path), said)


def _record_of(source: str, said: Any) -> Record:
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise BadInput(source, "is no record of the lab", f"It must say `schema: {SCHEMA}`.")
    major = str(said.get("version", "")).partition(".")[0]
    if not major.isdigit():
        raise BadInput(source, "does not say its version", "Run the lab again.", place="version")
    if int(major) > VERSION[0]:
        problem = f"is of version {said['version']}; this Fabula reads up to {VERSION[0]}"
        raise BadInput(source, problem, "Read it with a newer Fabula.", place="version")
    try:
        return _RECORD.validate_python(said)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise BadInput(source, first["msg"], "Run the lab again.", place=place) from None
