"""Texts in a paper that nobody came to read: copyright, keywords, how to cite, stamps."""

from __future__ import annotations

import re

_LONGEST = 1500
_SHORT = 400
_ANNOUNCES = re.compile(
    r"(?:ccs concepts|(?:author )?key\s?words(?: (?:and|&) phrases)?|index terms|"
    r"acm reference format|additional key words and phrases|general terms|"
    r"categories and subject descriptors|unified astronomy thesaurus concepts|"
    r"schlüsselwörter|mots[- ]clés|palabras clave|"
    r"parole chiave|palavras[- ]chave|how to cite(?: this article)?)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:ccs concepts|key\s?words|index terms|acm reference format|general terms|"
    r"additional key words and phrases|mots[- ]clés|schlüsselwörter|palabras clave|"
    r"how to cite)(?: (?:and|&) phrases)?\s?[:.\u2013\u2014]|"
    r"permission to make digital or hard copies|permission is (?:hereby )?granted|"
    r"(?:this (?:work|article|paper) is |licen[sc]ed )under a creative commons|"
    r"©|copyright (?:©|\(c\)|\d{4}|held)|all rights reserved|arxiv:\d|"
    r"preprint submitted to|(?:manuscript )?received:? .{3,30}(?:accepted|revised)|"
    r"typeset (?:by|using|with) |draft version \w+ \d",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"copyright (?:©|\(c\)) ?\d{4}|© ?\d{4} |all rights reserved", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:working |first )?(?:draft|preprint|confidential|do not (?:cite|distribute|circulate)|"
    r"under review|for review only|internal use only|unpublished)\W*",
    re.IGNORECASE,
)


def announces_notice(text: str) -> bool:
    """Whether a heading announces keywords or how to cite, and nothing to tell."""
    return _ANNOUNCES.fullmatch(text.strip(" .:\u2013\u2014-")) is not None


def is_notice(text: str) -> bool:
    """Whether a paragraph is a notice of copyright, a list of keywords, a stamp."""
    if _STAMP.fullmatch(text):
        return True
    if len(text) < _SHORT and _HOLDS.search(text):
        return True
    return len(text) < _LONGEST and _OPENS.match(text) is not None
