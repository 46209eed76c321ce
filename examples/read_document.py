"""Read a document: what stands in it, on which page, and the pictures that belong to it.

Run without arguments it sets a one-page paper first; give a path to read your own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import typst

from fabula.media.documents import Document, load, read

PAPER = """
#set document(title: "Tea and Patience", author: "Ada Winter")
#align(center, text(18pt)[Tea and Patience])
#align(center)[Ada Winter]

= Introduction
Good tea takes four minutes. This paper asks what people do while they wait.

#figure(rect(width: 60%, height: 60pt, fill: teal)[a kettle], caption: [The apparatus.])

= Results
#figure(table(columns: 2, [Activity], [Share], [Waiting], [0.7], [Reading], [0.3]),
  caption: [What people did.])
Most people simply waited.
"""


def show(document: Document) -> None:
    """Print one line for each passage."""
    print(f"{document.title}, by {', '.join(document.authors) or 'nobody named'}")
    print(f"{document.pages} page(s), language {document.language!r}")
    for passage in document.passages:
        print(f"  {passage.id:6} {passage.kind:10} {passage.label or passage.text[:60]}")
        if passage.picture:
            print(f"         a picture of {passage.picture.width} by {passage.picture.height}")
        for row in passage.rows:
            print("        ", " | ".join(row))
    for note in document.notes:
        print("Note:", note)


def main() -> None:
    """Read the file named on the command line, or the paper above."""
    if len(sys.argv) > 1:
        show(read(load(sys.argv[1])))
        return
    with tempfile.TemporaryDirectory() as folder:
        markup, place = Path(folder) / "tea.typ", Path(folder) / "tea.pdf"
        markup.write_text(PAPER)
        typst.compile(markup, output=place)
        show(read(load(place)))


if __name__ == "__main__":
    main()
