"""Which part of a page is its content, and the text of a line of it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from fabula.media.documents.prose import raised, tidy

_DROPPED_TAGS = """
script style noscript template nav footer aside form button select input textarea iframe svg
canvas object embed video audio map dialog head link meta _comment -comment
"""
_DROPPED = frozenset(_DROPPED_TAGS.split())
_CLUTTER = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|cookies?|consent|gdpr|"
    r"banner|share|sharing|social|newsletter|subscribe|comments?|related|advert\w*|ads?|promo|"
    r"toc|skip-?link|headerlink|popup|modal|pagination|pager|byline|editsection|noprint|navfooter|"
    r"navheader|footnotes?|endnotes?|footnote-ref)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES_NAMES = """
navigation banner contentinfo complementary search dialog doc-endnotes doc-footnote doc-noteref
doc-toc
"""
_ROLES = frozenset(_ROLES_NAMES.split())
_PROSE = "p, pre, li, blockquote, td, dd"
_MAIN = (
    "main, article, [role=main], #content, #main, .document .body, .post-content, .entry-content"
)


def clutter(node: LexborNode) -> bool:
    """Whether a node is a menu, a banner, a script: anything that nobody came to read."""
    tag = node.tag or ""
    if tag in _DROPPED or node.is_comment_node:
        return True
    if tag.startswith("-"):
        return False
    said = node.attributes
    if "hidden" in said or said.get("aria-hidden") == "true" or said.get("role") in _ROLES:
        return True
    if re.search(r"display\s*:\s*none", said.get("style") or ""):
        return True
    if tag in {"body", "main", "article", "table", "figure"}:
        return False
    return bool(_CLUTTER.search(f"{said.get('class') or ''} {said.get('id') or ''}"))


def is_menu(node: LexborNode) -> bool:
    """Whether a short block is little more than three or more links."""
    links = node.css("a[href]")
    if len(links) < 3 or node.css_matches("h1, h2, h3, h4, img, table, pre"):
        return False
    text = len(tidy(node.text()))
    return text < 300 and sum(len(tidy(a.text())) for a in links) > 0.5 * text


def is_bold(paragraph: LexborNode) -> bool:
    """Whether all words of a paragraph are in bold."""
    parts = [n.text() for n in paragraph.css("strong, b")]
    return bool(parts) and tidy("".join(parts)) == tidy(paragraph.text())


def main_content(body: LexborNode) -> LexborNode:
    """The element that holds most of the text, named as content or found by its weight."""
    whole = _weight(body)
    if not whole:
        return body
    named = [(n, _weight(n)) for n in body.css(_MAIN)[:20]]
    best = max(named, key=lambda pair: pair[1], default=(body, 0))
    if best[1] >= 0.4 * whole:
        return best[0]
    node = body
    while True:
        heavy = next((c for c in node.iter() if _weight(c) >= 0.75 * whole), None)
        if heavy is None or heavy.tag in {"table", "ul", "ol", "pre", "p"}:
            return node
        node = heavy


def _weight(node: LexborNode) -> int:
    """Characters of prose in it, those of links taken off twice."""
    prose = sum(len(n.text(deep=False)) for n in node.css(f":is({_PROSE}), :is({_PROSE}) *"))
    links = sum(len(n.text()) for n in node.css("a"))
    return max(0, prose - links)


def inline(node: LexborNode) -> str:
    """The text of a node as it reads in a line: no footnote marks, no link anchors."""
    parts: list[str] = []
    todo = [node]
    while todo:
        at = todo.pop()
        tag = at.tag
        if tag == "-text":
            parts.append(at.text_content or "")
        elif tag == "br":
            parts.append(" ")
        elif tag == "math":
            parts.append(at.attributes.get("alttext") or _formula(at))
        elif tag == "annotation" or clutter(at) or _is_mark(at):
            continue
        elif tag == "sup" and (power := raised(at.text().strip())):
            parts.append(power)
        else:
            todo.extend(reversed(list(at.iter(include_text=True))))
            if tag in {"p", "div", "li", "td", "th"}:
                parts.append(" ")
    return "".join(parts)


def _formula(node: LexborNode) -> str:
    tex = node.css_first("annotation[encoding='application/x-tex']")
    return tex.text() if tex else node.text(separator=" ")


def _is_mark(node: LexborNode) -> bool:
    """Whether a node is the mark of a footnote or of a heading's own link."""
    text = node.text().strip() if node.tag in {"sup", "a"} else ""
    if node.tag == "a" and text in {"¶", "#", "§", "🔗", "↩"}:
        return True
    return (
        node.tag == "sup"
        and bool(re.fullmatch(r"\[?[\d*†‡a-z]{1,3}\]?", text))
        and bool(node.css_matches("a[href]") or node.attributes.get("id", ""))
    )
