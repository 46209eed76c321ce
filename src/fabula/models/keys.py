"""Keys of providers: where they come from, and files that may not hold one."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType

from fabula.errors import BadSetting, NotInstalled, UserError

SERVICE = "fabula"
"""What our entries are called in the user's keyring; each bears the name of its variable."""

_NAME = re.compile(
    r"""^[\s"']*(?:[\w.-]*(?:api[_-]?key|[_-]key|secret|passw(?:or)?d|credential)s?
    |(?:[\w.-]*[_-])?(?:api|auth|access|bearer)[_-]?token|key|token)["']?\s*[:=]""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_SHAPE = re.compile(
    r"\b(?:sk-(?:proj-|svcacct-|or-v\d-|ant-\w+-)?|sk_|gsk_|xai-|r8_|hf_|pplx-|nvapi-|tgp_v\d_)"
    r"[A-Za-z0-9_]{20,}|\bAIza[\w-]{30,}"
)
"""How keys begin: those of OpenAI and its like, of Groq, xAI, Replicate, Google and others."""


def find_key(variable: str, environment: Mapping[str, str]) -> str:
    """The key that a variable holds, else the one in the user's keyring; "" if there is none.

    Raises:
        BadSetting: It holds characters that no key has.
    """
    key = environment.get(variable, "").strip() or _remembered(variable)
    if not key.isascii() or not key.isprintable():
        raise BadSetting(f"{variable} holds characters that no key has; copy the key again.")
    return key


def hush(*libraries: str) -> None:
    """Let libraries log no details of what they send and receive, unless they were told to."""
    for name in libraries:
        log = logging.getLogger(name)
        if log.level == logging.NOTSET:
            log.setLevel(logging.INFO)


def whence(variable: str, environment: Mapping[str, str]) -> str:
    """Where a key comes from, "environment" or "keyring"; "" if there is none."""
    if environment.get(variable, "").strip():
        return "environment"
    return "keyring" if _remembered(variable) else ""


def refuse_keys(text: str, file: str) -> None:
    """See that a file of settings holds no key: files are shared, backed up and committed.

    Raises:
        BadSetting: A line has the name, or a value the form, of a key; it is not repeated.
    """
    found = _NAME.search(text) or _SHAPE.search(text)
    if found is not None:
        line = text[: found.end()].count("\n") + 1
        raise BadSetting(
            f"{file}, line {line}: a key does not belong in a file. Take it out, and set the "
            "variable of its provider (fabula models providers names them), or put it into your "
            "keyring: fabula models key PROVIDER."
        )


def keep_key(variable: str, key: str) -> None:
    """Put a key into the user's keyring, in place of one that is there.

    Raises:
        NotInstalled: The package `keyring` is missing.
        UserError: This machine has no keyring, or it is locked.
    """
    keyring = _keyring()
    with _told(variable):
        keyring.set_password(SERVICE, variable, key)


def forget_key(variable: str) -> bool:
    """Take a key out of the user's keyring; whether there was one.

    Raises:
        NotInstalled: The package `keyring` is missing.
        UserError: This machine has no keyring, or it is locked.
    """
    keyring = _keyring()
    with _told(variable):
        if keyring.get_password(SERVICE, variable) is None:
            return False
        keyring.delete_password(SERVICE, variable)
    return True


def _remembered(variable: str) -> str:
    """The key in the user's keyring; "" if there is none, or no keyring."""
    try:
        import keyring

        return (keyring.get_password(SERVICE, variable) or "").strip()
    except ImportError:
        return ""
    except Exception:  # noqa: BLE001 - each system has its own way to say that there is no keyring
        return ""


def _keyring() -> ModuleType:
    try:
        import keyring
    except ImportError:
        raise NotInstalled("Keeping keys in the keyring", "keyring") from None
    module: ModuleType = keyring
    return module


@contextmanager
def _told(variable: str) -> Iterator[None]:
    """Around work on the keyring: its trouble becomes a message with the way around it."""
    try:
        yield
    except Exception as exc:  # noqa: BLE001 - as above
        raise UserError(
            f"The keyring of this machine cannot be used ({type(exc).__name__}). "
            f"Set {variable} in the environment instead."
        ) from None
