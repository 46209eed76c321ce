"""HTML in: the main content of a page as passages; menus, banners and scripts left behind."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from selectolax.lexbor import LexborHTMLParser, LexborNode

from fabula.errors import EmptyInput, TooLarge
from fabula.media.documents.captions import with_captions
from fabula.media.documents.cells import rows_in
from fabula.media.documents.content import clutter, inline, is_bold, is_menu, main_content
from fabula.media.documents.document import Document, Passage, PassageKind
from fabula.media.documents.numbering import numbered
from fabula.media.documents.pictures import Pictures
from fabula.media.documents.prose import announces_references, labelled, tidy
from fabula.media.documents.source import Limits, Source

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_INLINE_TAGS = """
a abbr b bdi bdo big br cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp
small span strike strong sub sup time tt u var wbr acronym
"""
_INLINE = frozenset(_INLINE_TAGS.split())
_LISTS = frozenset({"ul", "ol", "menu", "dl"})
_DEEPEST = 200
_MOST_CELLS = 20_000
_MOST_OPEN = 2000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNNESTED_TAGS = """
area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody
tfoot option optgroup colgroup rp rt body html head
"""
_UNNESTED = frozenset(_UNNESTED_TAGS.split())
_SECTION = re.compile(r"^(?:\d+\.)+\d*\s+(?=[^\W\d_])")
_COUNT = re.compile(r"^[\d.]+\s+")
_WORK = re.compile(r"\s+\([^()]{2,40}\)$")
_SITE = re.compile(r"\s+[|–—·»:-]\s+[^|–—·»]{2,40}$")


@dataclass(frozen=True, slots=True)
class Front:
    """What a file says of itself; a field is empty where it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""


def read_html(text: str, source: Source, limits: Limits, front: Front | None = None) -> Document:
    """The document in the HTML `text`.

    Args:
        text: The page.
        source: Where it came from.
        limits: Bounds on characters and pictures.
        front: What was already known from outside the page, such as from front matter.

    Raises:
        EmptyInput: The page has no text.
        TooLarge: It is past a limit, or nested beyond reason.
    """
    _check_depth(text, source.name)
    tree = LexborHTMLParser(text)
    body = tree.body
    if body is None:
        raise EmptyInput(source.name, "has no text", "Check that it is the right file.")
    said = _said(tree, front or Front())
    pictures = Pictures(source.folder, limits)
    walk = _Walk(source.name, pictures)
    walk.visit(main_content(body))
    title, passages = _titled(said.title, _headed(walk.found, walk.bold), tree)
    if not passages:
        raise EmptyInput(
            source.name,
            "has no text to read",
            "If the page is built by scripts, save it from the browser or print it to PDF.",
        )
    return Document(
        title=title or (source.name if "://" in source.name else PurePath(source.name).stem),
        authors=said.authors,
        passages=numbered(_references(with_captions(passages))),
        language=said.language,
        source=source.name,
        notes=tuple(pictures.notes),
    )


def _check_depth(text: str, name: str) -> None:
    """Refuse a page nested so deep that the parser, which is quadratic in depth, would hang."""
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[2].casefold() not in _UNNESTED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _MOST_OPEN:
                raise _too_deep(name)


def _too_deep(name: str) -> TooLarge:
    return TooLarge(
        name,
        f"is nested more than {_DEEPEST} elements deep",
        "Save it from the browser as text, or print it to PDF.",
    )


def _said(tree: LexborHTMLParser, front: Front) -> Front:
    meta: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        meta.setdefault(name.casefold(), []).append(tidy(node.attributes.get("content") or ""))
    title = next((meta[k][0] for k in ("citation_title", "og:title", "dc.title") if k in meta), "")
    names = next(
        (meta[k] for k in ("citation_author", "dc.creator", "author") if meta.get(k, [""])[0]), []
    )
    root = tree.root
    language = (root.attributes.get("lang") if root else "") or ""
    return Front(
        front.title or title,
        front.authors or tuple(n for n in names if n and "://" not in n),
        front.language or language.strip(),
    )


def _titled(
    said: str, passages: list[Passage], tree: LexborHTMLParser
) -> tuple[str, list[Passage]]:
    """The title, and the passages without the heading that prints it."""
    heads = [i for i, p in enumerate(passages) if p.kind == "heading" and p.level == 1]
    if heads and (len(heads) == 1 or heads[0] == 0) and not said:
        title = passages[heads[0]].text
    elif said:
        title = said
    else:
        node = tree.css_first("title")
        title = _SITE.sub("", tidy(node.text())) if node else ""
    for i, passage in enumerate(passages[:8]):
        if passage.kind == "heading" and _same(passage.text, title):
            return _SECTION.sub("", passage.text), passages[:i] + passages[i + 1 :]
        # "1 Introduction" under the title "Introduction (Name of the manual)".
        if passage.kind == "heading" and _same(_COUNT.sub("", passage.text), _WORK.sub("", title)):
            return title, passages[:i] + passages[i + 1 :]
    return title, passages


def _headed(passages: list[Passage], bold: set[str]) -> list[Passage]:
    """The passages; paragraphs all in bold are headings, where there are no others."""
    if any(p.kind == "heading" for p in passages):
        return passages
    found: list[Passage] = []
    level = 1
    for passage in passages:
        if passage.text in bold and _could_head(passage):
            found.append(replace(passage, kind="heading", level=level))
            level = 2
        else:
            found.append(passage)
    return found


def _could_head(passage: Passage) -> bool:
    return passage.kind == "paragraph" and len(passage.text) < 100 and passage.text[-1] not in ".,;"


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()


def _references(passages: list[Passage]) -> Iterator[Passage]:
    depth = 0
    for passage in passages:
        if passage.kind == "heading" and (depth == 0 or passage.level <= depth):
            depth = passage.level if announces_references(passage.text) else 0
        elif depth and passage.kind in {"paragraph", "item"}:
            yield replace(passage, kind="reference", level=0)
            continue
        yield passage


@dataclass(slots=True)
class _Walk:
    """Collects passages while it goes down the tree."""

    name: str
    pictures: Pictures
    found: list[Passage] = field(default_factory=list)
    bold: set[str] = field(default_factory=set)
    _depth: int = 0
    _lists: int = 0

    def visit(self, node: LexborNode) -> None:
        """Add what stands inside `node`."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _too_deep(self.name)
        loose: list[str] = []
        for child in node.iter(include_text=True):
            if self._is_loose(child):
                loose.append(inline(child))
                continue
            self._flush(loose)
            if not clutter(child):
                self._block(child)
        self._flush(loose)
        self._depth -= 1

    def _is_loose(self, node: LexborNode) -> bool:
        tag = node.tag
        if tag == "-text":
            return True
        return tag in _INLINE and not node.css_matches("img, table, p, pre, ul, ol, figure, div")

    def _flush(self, loose: list[str]) -> None:
        text = tidy("".join(loose))
        loose.clear()
        if len(text) > 1 or text.isalnum():
            self._add("paragraph", text)

    def _add(self, kind: PassageKind, text: str, level: int = 0) -> None:
        if text:
            self.found.append(Passage("", kind, text, level=level))

    def _block(self, node: LexborNode) -> None:
        tag = node.tag or ""
        own = {
            "li": self._item,
            "dd": self._item,
            "dt": self._item,
            "blockquote": self._quote,
            "table": self._table,
            "figure": self._figure,
        }
        if tag in {"div", "p"} and is_menu(node):
            return
        if tag == "p" and is_bold(node):
            self.bold.add(tidy(inline(node)))
        if tag in own:
            own[tag](node)
        elif tag in _HEADINGS:
            self._add("heading", tidy(inline(node)), _HEADINGS[tag])
        elif tag == "pre":
            self._add("code", node.text().strip("\n").rstrip())
        elif tag == "img":
            self._image(node, tidy(node.attributes.get("alt") or ""), "")
        elif tag == "math":
            self._add("formula", tidy(inline(node)))
        else:
            self._lists += tag in _LISTS
            self.visit(node)
            self._lists -= tag in _LISTS

    def _item(self, node: LexborNode) -> None:
        loose: list[str] = []
        nested: list[LexborNode] = []
        for child in node.iter(include_text=True):
            if clutter(child):
                continue
            holds = child.tag in _LISTS or child.tag in {"pre", "table", "figure", "img"}
            if holds or (child.tag != "-text" and child.css_matches("ul, ol, pre, table, img")):
                nested.append(child)
            else:
                loose.append(inline(child) + " ")
        self._add("item", tidy("".join(loose)), max(1, min(6, self._lists)))
        for child in nested:
            self._deeper(child)

    def _deeper(self, node: LexborNode) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _too_deep(self.name)
        self._block(node)
        self._depth -= 1

    def _quote(self, node: LexborNode) -> None:
        start = len(self.found)
        self.visit(node)
        self.found[start:] = [
            replace(p, kind="quote") if p.kind == "paragraph" else p for p in self.found[start:]
        ]

    def _table(self, node: LexborNode) -> None:
        rows = rows_in(node)
        width = len(rows[0]) if rows else 0
        layout = node.css_matches("table table, h1, h2, h3, ul, p + p")
        if layout or width < 2 or len(rows) < 2 or width * len(rows) > _MOST_CELLS:
            for cell in node.css("th, td") if not node.css_matches("td td, th td") else ():
                self.visit(cell)
            return
        caption = node.css_first("caption")
        label, text = labelled(tidy(inline(caption)) if caption else "")
        self.found.append(Passage("", "table", text, label=label, rows=rows))

    def _figure(self, node: LexborNode) -> None:
        caption = node.css_first("figcaption")
        text = tidy(inline(caption)) if caption else ""
        image = node.css_first("img")
        if image is not None:
            self._image(image, text or tidy(image.attributes.get("alt") or ""), text)
            return
        start = len(self.found)
        if caption is not None:
            caption.decompose()
        self.visit(node)
        label, said = labelled(text)
        tables = [i for i in range(start, len(self.found)) if self.found[i].kind == "table"]
        if tables:
            self.found[tables[0]] = replace(self.found[tables[0]], text=said, label=label)
        elif label or len(self.found) == start:
            self.found.append(Passage("", "figure", said, label=label))

    def _image(self, node: LexborNode, text: str, caption: str) -> None:
        picture = self.pictures.named((node.attributes.get("src") or "").strip())
        if picture is None and not caption:
            return
        label, said = labelled(text)
        self.found.append(Passage("", "figure", said, label=label, picture=picture))
