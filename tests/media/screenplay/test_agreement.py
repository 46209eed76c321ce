"""Readers that others wrote find in our files what we put there."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from screenplain.parsers import fountain
from screenplain.types import Dialog, DualDialog, PageBreak, Section, Slug, Transition
from screenplay_tools.fdx.parser import Parser as FdxParser
from screenplay_tools.fountain.parser import Parser as FountainParser

from fabula.media.screenplay import Element, Screenplay, TitlePage, write_fdx, write_fountain

READERS = Path(__file__).parents[3] / ".readers"
NODE = """
const { Fountain } = require(process.argv[1]);
const text = require("fs").readFileSync(0, "utf8");
console.log(JSON.stringify(new Fountain().parse(text, true).tokens));
"""

TRICKY = Screenplay(
    title=TitlePage(title="I Love Luna", author="Ada Winter", contact="1 Crater Road\nThe Moon"),
    elements=(
        Element("heading", "INT. DOME - DAY", number="1"),
        Element("action", "Luna enters."),
        Element("action", "INT. is how this sentence begins."),
        Element("action", "BANG!"),
        Element("character", "LUNA"),
        Element("parenthetical", "(to the fern)"),
        Element("dialogue", "INT. is no slug here.\nCUT TO: neither."),
        Element("character", "McAVOY"),
        Element("dialogue", "I am not a fern."),
        Element("transition", "CUT TO:"),
        Element("heading", "THE MOON", number="2A"),
        Element("centered", "A month later"),
        Element("character", "RICK"),
        Element("dialogue", "We could sing!"),
        Element("character", "ETHEL (V.O.)", dual=True),
        Element("dialogue", "Do not sing!"),
        Element("page_break"),
        Element("section", "The end", level=2),
        Element("action", "...and so on."),
        Element("transition", "FADE OUT."),
    ),
)
EXPECTED = [
    (element.kind, element.text) for element in TRICKY.elements if element.kind != "page_break"
]


def spoken(dialog: Any) -> list[tuple[str, str]]:
    """A speech as screenplain has it: a name, and lines in parentheses or not."""
    lines: list[tuple[str, str]] = []
    for bracketed, text in dialog.blocks:
        if not bracketed and lines and lines[-1][0] == "dialogue":
            lines[-1] = ("dialogue", f"{lines[-1][1]}\n{text}")
        else:
            lines.append(("parenthetical" if bracketed else "dialogue", str(text)))
    return [("character", str(dialog.character)), *lines]


def as_screenplain_reads(paragraph: Any) -> list[tuple[str, str]]:
    """What screenplain found, in our words."""
    if isinstance(paragraph, DualDialog):
        return spoken(paragraph.left) + spoken(paragraph.right)
    if isinstance(paragraph, Dialog):
        return spoken(paragraph)
    kinds = {Section: "section", Slug: "heading", Transition: "transition"}
    if type(paragraph) in kinds:
        text = paragraph.text if isinstance(paragraph, Section) else paragraph.line
        return [(kinds[type(paragraph)], str(text))]
    if isinstance(paragraph, PageBreak):
        return []
    kind = "centered" if paragraph.centered else "action"
    return [(kind, "\n".join(map(str, paragraph.lines)))]


def test_screenplain_reads_the_same() -> None:
    """Screenplain finds every element, title page and scene numbers."""
    script = fountain.parse(io.StringIO(write_fountain(TRICKY)))
    found = [row for paragraph in script for row in as_screenplain_reads(paragraph)]

    assert found == EXPECTED
    assert [str(p.scene_number) for p in script if isinstance(p, Slug)] == ["1", "2A"]
    assert script.title_page["Contact"] == ["1 Crater Road", "The Moon"]


def test_screenplay_tools_reads_the_same_fdx() -> None:
    """screenplay-tools finds every paragraph of our FDX, where it looks for them."""
    parser = FdxParser()
    # It does not look into paragraphs of two who speak at once.
    spared = Screenplay(tuple(replace(element, dual=False) for element in TRICKY.elements))
    parser.parse(write_fdx(spared).decode())
    kinds = {"heading", "action", "dialogue", "transition"}
    found = [(e.type.value.lower(), e.text) for e in parser.script.elements]

    assert [
        row for row in found if row[0] in kinds and row[1] not in {"A month later", "The end"}
    ] == [(element.kind, element.text) for element in spared.elements if element.kind in kinds]


def test_screenplay_tools_reads_the_same_fountain() -> None:
    """screenplay-tools finds our headings and speeches, where its own rules allow it."""
    parser = FountainParser()
    # It takes "INT." for a heading even in the middle of a speech.
    spared = Screenplay(tuple(e for e in TRICKY.elements if "slug" not in e.text))
    parser.add_text(write_fountain(spared))
    parser.finalize()
    found = [e.text for e in parser.script.elements if e.type.value in {"HEADING", "DIALOGUE"}]

    assert found == [e.text for e in spared.elements if e.kind in {"heading", "dialogue"}]


@pytest.mark.skipif(
    not shutil.which("node") or not (READERS / "node_modules/fountain-js").exists(),
    reason="needs Node and fountain-js: make readers",
)
def test_fountain_js_reads_the_same() -> None:
    """fountain-js finds every element as well."""
    done = subprocess.run(
        ["node", "-e", NODE, str(READERS / "node_modules/fountain-js")],
        input=write_fountain(TRICKY),
        capture_output=True,
        text=True,
        check=True,
    )
    kinds = {"scene_heading": "heading"}
    tokens = json.loads(done.stdout)
    found = [
        (kinds.get(token["type"], token["type"]), token["text"])
        for token in tokens
        if token.get("text") and not token.get("is_title")
    ]

    assert found == EXPECTED
    assert [t["scene_number"] for t in tokens if t["type"] == "scene_heading"] == ["1", "2A"]
