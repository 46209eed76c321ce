"""Safe repairs that turn a sentence for the eye into one or two for the ear."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re

from fabula.media.prose.lexicon import Lexicon
from fabula.media.prose.words import has_verb, tells

LONG = 30  # words in one breath, about twelve seconds
_SUBJECT = (
    r"(?:the|a|an|this|these|that|those|they|it|he|she|we|there|its|their|his|her|each|most|many|"
    r"some|all|no|users?|people|[A-Z]\w+)\b"
)


def standing_alone(text: str, lexicon: Lexicon) -> str:
    """Without the opening that ties it to the sentence before."""
    for _ in range(2):
        text = lexicon.connectives.sub("", text, count=1)
    return text[:1].upper() + text[1:]


def breaths(text: str, lexicon: Lexicon, most: int = LONG) -> tuple[str, ...]:
    """A sentence of more than so many words as two, where that is safe; else as it is."""
    text = trimmed(text, lexicon)
    if len(text.split()) <= most:
        return (text,)
    for pattern in _CUTS:
        for match in pattern.finditer(text):
            first, second = text[: match.start()], text[match.end() :]
            sizes = len(first.split()), len(second.split())
            if min(sizes) < 6 or max(sizes) > most or not _whole(first, lexicon):
                continue
            # "Users report that it is slow, and that it fails": the second part hangs on the verb.
            if _HANGING.match(second):
                continue
            opens = has_verb(" ".join(second.split()[1:6]), lexicon)
            # The last member of a list has a verb in its relative clause, if it has any.
            whole = tells(lexicon.relative.split(second, maxsplit=1)[0], lexicon)
            if opens and whole and tells(first, lexicon):
                return (first.rstrip(" ,;") + ".", second[:1].upper() + second[1:])
    return (text,)


_HANGING = re.compile(r"(?:that|which|who|whom|whose|whether|how|why|to)\b", re.IGNORECASE)
_CUTS = (
    re.compile(r";\s+(?:and\s+|but\s+)?(?=\w)"),
    re.compile(rf",\s+and\s+(?={_SUBJECT})"),
    re.compile(rf",\s+(?=(?:but|yet|so)\s+{_SUBJECT})"),
    re.compile(rf":\s+(?={_SUBJECT})"),
)
_TAILS = (
    re.compile(
        r",\s+(?:which|where|whereas|while|who|although|though|thereby|thus|"
        r"such as|including|especially|e\.g\.|i\.e\.|namely|resulting|leading|making|allowing|"
        r"as well as|rather than|with)\b[^;:]*\.$"
    ),
    re.compile(r"\s+(?:—|–|-)\s+[^—–]*\.$"),
    re.compile(r"(?<!:);\s[^;:]*\.$"),
    re.compile(r"\s(?:because|since|so that|in order to|whereas|although)\s[^,;]*\.$"),
)


def trimmed(text: str, lexicon: Lexicon) -> str:
    """An over-long sentence without what trails behind its main clause."""
    if lexicon.language != "en":
        return text
    for pattern in _TAILS:
        if len(text.split()) <= LONG:
            break
        match = pattern.search(text)
        if (
            match
            and len(text[: match.start()].split()) >= 9
            and _whole(text[: match.start()], lexicon)
        ):
            text = text[: match.start()].rstrip(" ,;") + "."
    return text


def _whole(text: str, lexicon: Lexicon) -> bool:
    """Whether a cut left no bracket, quotation or pair of dashes open, and no clause torn.

    "It is set so that a bolt, which …, must push" may not end in "so that a bolt".
    """
    if (
        text.count("(") != text.count(")")
        or text.count('"') % 2
        or text.count("“") != text.count("”")
    ):
        return False
    if text.rsplit(maxsplit=1)[-1].lower().strip(",;") in lexicon.broken_end:
        return False
    alone = _SUBORDINATE.match(text) and "," not in text
    closed = len(re.findall(r"\s[—–]\s", text)) % 2 == 0
    return closed and not alone and tells(_CLAUSE.split(text)[-1], lexicon)


_SUBORDINATE = re.compile(
    r"(?:If|When|While|Although|Though|Because|Since|Whereas|As|After|Before|Unless|Once)\b"
)
_CLAUSE = re.compile(r"\b(?:that|because|since|if|when|where|while|whether|whose)\s")
