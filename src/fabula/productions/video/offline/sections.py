"""A document as sections, each with its place in the argument."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.media.documents.document import Document, Passage
from fabula.media.speakable import readable
from fabula.productions.video.offline.phrasebook import Heading, Phrasebook
from fabula.productions.video.storyboard import Role

Genre = Literal["paper", "prose", "guide"]
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|kapitel|chapitre|capítulo|appendix)\s+)?"
    r"(?:\d+(?:[.\-]\d+)*[.:)]?|[IVX]+[.:)]|[A-Z][.)])\s+(?=\S)",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"(?i)(?:abstract|zusammenfassung|résumé|resumen|executive summary)\b")
_ARGUES = re.compile(
    r"(?i)(?:introduction|related work|background|methods?|methodology|results|evaluation|"
    r"experiments?|discussion|conclusions?|summary and outlook|einleitung|methoden?|ergebnisse|"
    r"diskussion|fazit|méthodes?|résultats|introducción|métodos?|resultados|discusión|"
    r"conclusiones)\b"
)
# Headings that say nothing of their own document.
GENERIC = re.compile(
    r"(?i)(?:abstract|introduction\b.*|summary|overview|background|hintergrund|zusammenfassung|einleitung|résumé|introducción|resumen)$"
)
# Headings that name a kind of remark; what it is about stands one level higher.
_MINOR = re.compile(
    r"(?i)(?:purpose|rationale|requirements?|description|specific options|overview|notes?|remarks?|"
    r"examples?|usage|synopsis|options|details|see also|general)"
)
_CITED = re.compile(r"\[\d+(?:[,–-]\s?\d+)*\]|\([^()]*(?:et al\.?,?|[A-Z]\w+,) (?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the passages below it, up to the next heading.

    Args:
        heading: Cleaned of numbers; empty before the first heading.
        role: Its place in the argument.
        weight: How much it deserves to be told, 0 to 1.
        passages: What stands below the heading.
        mark: Id of the passage that is the heading; empty where there is none.
        abstract: Whether it sums up the whole document.
    """

    heading: str
    role: Role
    weight: float
    passages: tuple[Passage, ...]
    mark: str = ""
    abstract: bool = False


def genre(document: Document) -> Genre:
    """A paper argues and cites, prose has few headings and long paragraphs; else it is a guide."""
    headings = [clean_heading(p.text) for p in document.passages if p.kind == "heading"]
    texts = [p.text for p in document.passages if p.kind in ("paragraph", "quote")]
    cited = sum(len(_CITED.findall(text)) for text in texts)
    refers = any(p.kind == "reference" for p in document.passages) or cited >= 3
    abstract = any(_ABSTRACT.match(heading) for heading in headings)
    argues = {match[0].lower() for heading in headings if (match := _ARGUES.match(heading))}
    if len(argues) + abstract >= 2 and refers:
        return "paper"
    letters = sum(map(len, texts))
    items = sum(len(p.text) for p in document.passages if p.kind in ("item", "code"))
    long = letters / max(1, len(texts)) > 240
    return "prose" if long and items < letters / 8 and len(headings) < len(texts) / 5 else "guide"


def sections(document: Document, book: Phrasebook, kind: Genre) -> tuple[Section, ...]:
    """The sections worth telling, in reading order; back matter is left out."""
    groups = _groups(document)
    found: list[Section] = []
    names = {clean_heading(heading.text).lower() for heading, _ in groups if heading}
    above: dict[int, str] = {}
    deep: int | None = None  # level of a skipped heading: what is below it goes with it
    for at, (heading, passages) in enumerate(groups):
        title = clean_heading(heading.text if heading else "")
        level = heading.level if heading else 0
        if deep is not None and heading and level > deep:
            continue
        deep = None
        skipped = book.headings.get("skip")
        if title and skipped and skipped.search(title):
            deep = level
            continue
        where = at / max(1, len(groups) - 1)
        role, weight = _place(title, where, book, kind, found[-1] if found else None)
        above = {depth: text for depth, text in above.items() if depth < level} | {level: title}
        parent = next((above[n] for n in range(level - 1, 0, -1) if above.get(n)), "")
        abstract = bool(_ABSTRACT.match(title))
        body = tuple(p for p in passages if p.kind != "reference")
        if _is_contents(body, names):
            body = tuple(p for p in body if p.kind != "item")
        shown = parent if parent and _MINOR.fullmatch(title) else title
        found.append(Section(shown, role, weight, body, heading.id if heading else "", abstract))
    return tuple(found)


def parts_of(told: Sequence[Section]) -> Iterator[int]:
    """For each section, the first of those that stand together under the same heading."""
    first = 0
    for at, section in enumerate(told):
        if section.heading != told[first].heading:
            first = at
        yield first


def _is_contents(passages: Sequence[Passage], names: set[str]) -> bool:
    """Whether most items of a section only repeat the headings of the document."""
    items = [clean_heading(p.text).lower() for p in passages if p.kind == "item"]
    return len(items) > 3 and sum(item in names for item in items) > len(items) / 2


def clean_heading(text: str) -> str:
    """A heading without its number and markup, not shouted: 2.1 METHODS: -> Methods."""
    text = _NUMBERING.sub("", readable(text)).strip(" .:;,-–—#*¶§")
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) > 5 and all(sign.isupper() for sign in letters):
        text = text.capitalize()
    return text[:1].upper() + text[1:]


def _groups(document: Document) -> list[tuple[Passage | None, list[Passage]]]:
    groups: list[tuple[Passage | None, list[Passage]]] = [(None, [])]
    title = _letters(document.title)
    for passage in document.passages:
        if passage.kind != "heading":
            groups[-1][1].append(passage)
        elif _letters(passage.text) != title:
            groups.append((passage, []))
    return [(heading, body) for heading, body in groups if heading or body]


def _letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalpha())


def _place(
    title: str, where: float, book: Phrasebook, kind: Genre, before: Section | None
) -> tuple[Role, float]:
    """Role and weight from the heading, else from the section before, else from the position."""
    weights: dict[Role, float] = {
        "idea": 1.0,
        "problem": 0.8,
        "evidence": 0.95,
        "how": 0.85,
        "limits": 0.8,
        "so-what": 0.95,
    }
    order: tuple[Heading, ...] = ("limits", "so-what", "evidence", "idea", "problem", "how")
    for role in order:
        pattern = book.headings.get(role)
        if title and pattern and pattern.search(title):
            minor = re.search(
                r"(?i)related work|previous work|prior work|preliminar|^background$", title
            )
            return role, 0.45 if minor else weights[role]
    if kind == "paper":
        if before and before.role in ("evidence", "how") and where < 0.9:
            return before.role, 0.75
        return ("problem" if where < 0.15 else "how" if where < 0.75 else "so-what"), 0.75
    roles: tuple[Role, ...] = ("idea", "how", "how", "how")
    if kind == "prose":
        roles = ("problem", "how", "how", "so-what")
    return roles[min(3, int(where * 4))], 0.8
