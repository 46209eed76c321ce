"""Names of persons in the lines of a title page."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re

_NO_NAME = re.compile(
    r"\d|@|universit|institut|department|dept|school|college|laborator|centre|center|faculty|"
    r"inc\b|ltd|gmbh|research|society|volume|journal|abstract|http|www|street|avenue|version",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:(?:[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я][\w’'.-]*|van|von|der|den|de|da|di|del|la|le|bin|al|ten|el)\s+){1,4}"
    r"[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я][\w’'-]+(?:\s+(?:Jr|Sr|I{2,3}|I?V)\.?)?"
)
_SEPARATORS = re.compile(r"\s*(?:,|;|\band\b|\bund\b|\bet\b|\by\b|&|·|•|\|)\s*")


def names_in(text: str) -> list[str]:
    """The persons' names of a line that holds nothing else; else nothing."""
    clean = re.sub(r"[*†‡§¶∗⁰¹²³⁴-⁹]|\(.*?\)", "", text)
    parts = [p.strip(" .,") for p in _SEPARATORS.split(clean)]
    parts = [re.sub(r"^(?:by|von|par)\s+", "", p, flags=re.IGNORECASE) for p in parts if p]
    good = [p for p in parts if _NAME.fullmatch(p) and not _NO_NAME.search(p) and not p.isupper()]
    return good if parts and len(good) == len(parts) else []
