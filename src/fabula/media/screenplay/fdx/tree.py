"""Reads XML from strangers: no document types, so no entities, and limits on depth and size."""

from __future__ import annotations

from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from fabula.errors import TooLarge, UnreadableInput

DEEPEST = 60
MOST_NODES = 2_000_000


def parse(data: bytes, name: str) -> Node:
    """The root of an XML document.

    Args:
        data: The file; it says its encoding by itself.
        name: For messages.

    Raises:
        UnreadableInput: It is no XML, or it declares a document type, which could define entities
            that grow without end or name files.
        TooLarge: It is nested deeper than `DEEPEST`, or has more than `MOST_NODES` nodes.
    """
    builder = TreeBuilder()
    depth = count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_NODES:
            raise TooLarge(name, "is nested too deep or has too many parts", "Export it again.")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> None:
        raise UnreadableInput(
            name, "declares a document type, which no FDX has", "Save it again in Final Draft."
        )

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", 1)
        raise UnreadableInput(
            name, f"is not XML ({error})", "Save it again as FDX.", place=f"line {line}"
        ) from None
    return builder.close()
