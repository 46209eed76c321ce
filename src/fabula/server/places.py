"""Where everything of an owner lies, and which names may lead there."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from fabula.errors import BadInput, BadSetting

NAME = r"[a-z0-9][a-z0-9-]{0,63}"
"""How owners and projects may be called: a name that is a folder's on every system."""

LONGEST = 200
"""Letters that the name of a file in a project may have."""

_NAME = re.compile(NAME)
_UNFIT = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')


def is_name(text: str) -> bool:
    """Whether an owner or a project may be called so."""
    return _NAME.fullmatch(text) is not None


def room_of(home: Path, owner: str) -> Path:
    """The folder of all that an owner has.

    Raises:
        BadSetting: Nobody may be called so.
    """
    if not is_name(owner):
        raise BadSetting(f"An owner cannot be called {owner!r}: small letters, digits and dashes.")
    return home / "owners" / owner


def check_file(name: str) -> str:
    """The name of a file in a project, if it is one that may be read or written from outside.

    Raises:
        BadInput: It leads out of the project, or to what is kept behind it.
    """
    parts = name.split("/")
    hidden = any(part.startswith(".") or part != part.strip() or not part for part in parts)
    if hidden or _UNFIT.search(name) or len(name) > LONGEST:
        remedy = "Name a file of the project, such as fabula.yaml or scenes/03.yaml."
        raise BadInput(name[:LONGEST], "is no name of a file in a project", remedy)
    return name


def name_after(text: str) -> str:
    """A name for a project, after what it is made from: "Tides & Ships.pdf" -> "tides-ships"."""
    plain = unicodedata.normalize("NFKD", Path(text).stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:48].strip("-")
