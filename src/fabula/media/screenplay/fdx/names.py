"""What Final Draft calls the kinds of paragraphs, and the signs by which it keeps the rest."""

from __future__ import annotations

from fabula.media.screenplay.element import Kind
from fabula.media.screenplay.wording import Style

KINDS: dict[str, Kind] = {
    "Scene Heading": "heading",
    "Action": "action",
    "General": "action",
    "Character": "character",
    "Parenthetical": "parenthetical",
    "Dialogue": "dialogue",
    "Lyrics": "lyric",
    "Singing": "lyric",
    "Transition": "transition",
    "Shot": "shot",
    "New Act": "act",
    "End of Act": "act",
    "Outline Body": "synopsis",
    "Synopsis": "synopsis",
    **{f"Outline {level}": "section" for level in range(1, 7)},
}
TYPES: dict[Kind, str] = {
    "heading": "Scene Heading",
    "action": "Action",
    "character": "Character",
    "parenthetical": "Parenthetical",
    "dialogue": "Dialogue",
    "lyric": "Singing",
    "transition": "Transition",
    "shot": "Shot",
    "centered": "General",
    "act": "New Act",
    "synopsis": "Outline Body",
}

STYLES: dict[str, Style] = {"Bold": "bold", "Italic": "italic", "Underline": "underline"}

STANDING = {"Note": "note", "Boneyard": "boneyard"}
WITHIN = {"Note here": "note", "Boneyard here": "boneyard"}
"""Names of script notes that tell a note of its own from one within the text."""
