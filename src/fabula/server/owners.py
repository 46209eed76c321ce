"""Owners: who may ask, and whose is what; known by keys, of which only digests are kept."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
import tomllib
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from fabula.errors import BadInput, BadSetting
from fabula.server.places import is_name
from fabula.server.refusals import Refused
from fabula.store.studio_folder import write_whole

LOCAL = "local"
"""The owner of everything where there are no keys."""

FRESH = 1.0
"""Seconds for which a look at the file of keys holds."""

_log = logging.getLogger("fabula.server")
_HEAD = "# Who may ask this server: the SHA-256 of each key, and whose it is.\n"


class Owners:
    """Who may ask.

    Args:
        keys: Owners by the SHA-256 of their keys, in hexadecimal; None: whoever is here is `LOCAL`.
        path: The file that they stand in, to be read again when it changes.
    """

    def __init__(self, keys: Mapping[str, str] | None, path: Path | None = None) -> None:
        self._keys, self._path = keys, path
        self._looked, self._seen = time.monotonic(), _mark(path)

    @property
    def known_by_keys(self) -> bool:
        """Whether a key is asked for."""
        return self._keys is not None

    async def refresh(self) -> None:
        """Read the file again if it changed, so that a key can be added, or taken away, any time.

        One that has a mistake is told in the log, and the keys stay as they were.
        """
        if self._path is None or time.monotonic() - self._looked < FRESH:
            return
        self._looked = time.monotonic()
        mark = await run_in_threadpool(_mark, self._path)
        if mark == self._seen:
            return
        self._seen = mark
        try:
            self._keys = await run_in_threadpool(_read, self._path)
        except (BadInput, OSError):
            _log.exception("The keys stay as they were")

    def find(self, authorization: str) -> str | None:
        """The owner of the key in an `Authorization` header; None if there is none.

        Every key is compared, each in constant time: how long it takes tells nothing.
        """
        if self._keys is None:
            return LOCAL
        scheme, _, key = authorization.partition(" ")
        digest = digest_of_key(key.strip())
        found = None
        for known, owner in self._keys.items():
            if hmac.compare_digest(known, digest) and scheme.lower() == "bearer":
                found = owner
        return found

    def demand(self, authorization: str) -> str:
        """The owner of the key.

        Raises:
            Refused: There is none.
        """
        owner = self.find(authorization)
        if owner is None:
            remedy = "Send your key: Authorization: Bearer KEY"
            refusal = Refused(HTTPStatus.UNAUTHORIZED, "KeyRefused", "This needs a key.", remedy)
            refusal.headers = {"WWW-Authenticate": "Bearer"}
            raise refusal
        return owner


def read_owners(path: Path | None) -> Owners:
    """Who may ask, as a file of keys says.

    Raises:
        BadInput: There is no such file, or it is no file of keys.
    """
    return Owners(None if path is None else _read(path), path)


def new_key(path: Path, owner: str) -> str:
    """A new key of an owner, who is entered in the file of keys; the key itself is kept nowhere.

    Raises:
        BadSetting: Nobody may be called so.
        BadInput: The file is no file of keys.
    """
    if not is_name(owner):
        raise BadSetting(f"An owner cannot be called {owner!r}: small letters, digits and dashes.")
    keys = _read(path) if path.exists() else {}
    key = f"fab_{secrets.token_urlsafe(32)}"
    keys[digest_of_key(key)] = owner
    lines = (f'"{digest}" = "{whose}"\n' for digest, whose in keys.items())
    write_whole(path, (_HEAD + "".join(lines)).encode())
    path.chmod(0o600)
    return key


def digest_of_key(key: str) -> str:
    """The SHA-256 of a key, in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def _mark(path: Path | None) -> tuple[int, int] | None:
    """Differs when a file has changed; None: it is not there."""
    if path is None or not path.is_file():
        return None
    found = path.stat()
    return found.st_mtime_ns, found.st_ino


def _read(path: Path) -> dict[str, str]:
    place, remedy = str(path), "Make it with: fabula serve --new-key OWNER --keys FILE"
    if not path.is_file():
        raise BadInput(place, "no such file", remedy)
    try:
        rows = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(place, f"is no TOML: {error}", remedy) from None
    for digest, owner in rows.items():
        fit = len(digest) == 64 and not set(digest) - set("0123456789abcdef")
        if not fit or not isinstance(owner, str) or not is_name(owner):
            raise BadInput(place, "has a line that is no SHA-256 of a key and its owner", remedy)
    return rows
