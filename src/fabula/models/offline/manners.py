"""How somebody speaks: contractions, register, length of breath, own words and tics."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from fabula.media.prose import english

_REGISTERS = tomllib.loads(
    files("fabula.models.offline").joinpath("registers.toml").read_text("utf-8")
)
_ON = r"\b(?!\s*[.,;:!?…])"  # nobody says "Yes, we're."
_SHORT = (
    (r"\b(ca)n(?:not|'t|’t| not)\b", r"\1n't"),
    (r"\b([Ww])ill not\b", r"\1on't"),
    (r"\b(is|are|was|were|do|does|did|has|have|had|could|should|would) not\b", r"\1n't"),
    (rf"\b(I) am{_ON}", r"\1'm"),
    (rf"\b(you|we|they) are{_ON}", r"\1're"),
    (rf"(?<!there )(?<!here )\b(she|he|it|that|there|here|what|who|where) is{_ON}", r"\1's"),
    (rf"\b(I|you|she|he|it|we|they|that|there) will{_ON}", r"\1'll"),
    (r"\b(I|you|we|they) have (?=\w+(?:ed|en|n)\b|been\b|had\b|got\b|made\b|seen\b)", r"\1've "),
    (r"\b([Ll]et) us\b", r"\1's"),
)  # fmt: skip
_LONG = (
    (r"\b([Cc])an['’]t\b", r"\1annot"), (r"\b([Ww])on['’]t\b", r"\1ill not"),
    (r"(\w)n['’]t\b", r"\1 not"), (r"\b(I)['’]m\b", r"\1 am"), (r"(\w)['’]re\b", r"\1 are"),
    (r"(\w)['’]ll\b", r"\1 will"), (r"\b(I|you|we|they)['’]ve\b", r"\1 have"),
    (r"\b([Ll]et)['’]s\b", r"\1 us"),
    (r"\b(she|he|it|that|there|here|what|who|where)['’]s (?=(?:a|an|the|not|so|very|my|your|in|on|"
     r"no|all|too|just|only|\w+ing)\b)", r"\1 is "),
)  # fmt: skip
_STARTERS = _REGISTERS["starters"].split()
_CUT = re.compile(
    r"(?:;|,? [—–]|,) (?:(and|but|so) )?(?=(?:I|you|he|she|we|they|it|that)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a character speaks.

    Args:
        contractions: "always" ("I'm"), "never" ("I am"), or "" for as it is written.
        register: "learned" ("attempt"), "casual" ("gonna"), or "" for plain words.
        words: What this one says in place of which word or words, before the register's.
        breath: Words in a sentence at most; longer ones become two where they can. 0 for any.
        tics: "well," opens a sentence, ", you know" closes one, "Honestly." stands by itself.
        tic_rate: Share of the lines that have one, 0 to 1.
    """

    contractions: Literal["always", "never", ""] = ""
    register: Literal["learned", "casual", ""] = ""
    words: Mapping[str, str] = field(default_factory=dict)
    breath: int = 0
    tics: tuple[str, ...] = ()
    tic_rate: float = 0.2

    def voiced(self, line: str, seed: str | int = 0) -> str:
        """A line as this one would say it; which tic it gets hangs on seed and line alone."""
        line = _swapped(line, tuple(self.words.items()))
        if self.register:
            line = _swapped(line, _register(self.register))
        for pattern, short in {"always": _SHORT, "never": _LONG, "": ()}[self.contractions]:
            line = re.sub(pattern, short, line, flags=re.IGNORECASE)
        if self.breath:
            line = " ".join(_breaths(line, self.breath))
        chance = random.Random(f"{seed}/{line}")  # noqa: S311 - no secret
        if self.tics and chance.random() < self.tic_rate:
            line = _with_tic(line, self.tics[int(chance.random() * len(self.tics))])
        return line


@lru_cache
def _register(name: str) -> tuple[tuple[str, str], ...]:
    """The words of a register, longest first, its verbs in all their forms."""
    table = _REGISTERS[name]
    forms = (str, english.third, english.past, english.participle, english.ing)
    verbs = {
        form(plain): form(own) for plain, own in table["verbs"].items() for form in reversed(forms)
    }
    kept = {phrase: phrase for phrase in re.split(r",\s", table["keep"])}
    return tuple(
        sorted({**verbs, **table["words"], **kept}.items(), key=lambda pair: -len(pair[0]))
    )


def _swapped(line: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """A line with whole words exchanged, all at once, their capitals and articles kept right."""
    if not pairs:
        return line
    own = {plain.lower(): word for plain, word in pairs}
    listed = "|".join(re.escape(plain) for plain, _ in pairs)

    def swap(match: re.Match[str]) -> str:
        word = own[match["word"].lower()]
        word = word[:1].upper() + word[1:] if match["word"][0].isupper() else word
        before = match["article"] or ""
        if before and word:
            fits = english.article(word)
            before = (fits.capitalize() if before[0] == "A" else fits) + " "
        return before + word

    pattern = rf"\b(?P<article>an? )?\b(?P<word>{listed})\b(?!['’])"
    return re.sub(pattern, swap, line, flags=re.IGNORECASE)


def _breaths(line: str, most: int) -> Iterator[str]:
    """The sentences of a line, each that is too long as two."""
    for sentence in re.split(r"(?<=[.!?]) ", line):
        cut = _CUT.search(sentence)
        if len(sentence.split()) <= most or not cut or len(sentence[: cut.start()].split()) < 2:
            yield sentence
            continue
        yield sentence[: cut.start()] + "."
        rest = f"{cut[1]} {sentence[cut.end() :]}" if cut[1] == "but" else sentence[cut.end() :]
        yield rest[:1].upper() + rest[1:]


def _with_tic(line: str, tic: str) -> str:
    """A line with a tic where it belongs; as it is where that would not be sure to read well."""
    if tic.startswith(","):
        return re.sub(r"(?=[.!?]+[\"”]?$)", tic, line, count=1)
    if not tic.endswith(","):
        return f"{tic} {line}"
    first = re.match(r"\w+", line)
    opens = tic[:1].upper() + tic[1:]
    if first and first[0].lower() in _STARTERS:
        return f"{opens} {line[0].lower()}{line[1:]}"
    return f"{opens} {line}" if line.startswith(("I ", "I'")) else line
