"""Sentences with the place that they stand in."""

from __future__ import annotations

import pytest

from fabula.media.documents.document import Passage
from fabula.media.prose.lexicon import lexicon
from fabula.media.prose.sentences import excerpts, split

ENGLISH = lexicon("en")


@pytest.mark.parametrize(
    "sentences",
    [
        ["It rains.", "Mr. Smith went to Dr. X. in 1770.", "It was fine!"],
        ["“Who is it?” she asked.", "Nobody (see Fig. 3) answered."],
        ["They are provided in base R.", "The others are not."],
        ["It costs 3.5 million (in 1990.)", "However, it works."],
        ["Include “Docket No. A–12; Product No. The Mill” in it.", "We read all."],
        ["The J. Smith house, i.e. the mill, stands."],
    ],
)
def test_text_splits_where_sentences_end(sentences: list[str]) -> None:
    """Abbreviations end no sentence, a letter before a small word with a capital does."""
    assert [found.text for found in split(" ".join(sentences), ENGLISH)] == sentences


def test_excerpts_know_their_place() -> None:
    """Every sentence is found again by its passage and its span; headings hold none."""
    passages = [
        Passage("s1.1", "heading", "The mill. It grinds."),
        Passage("s1.2", "paragraph", "The mill grinds.  It is old.\nNobody knows how old."),
    ]
    found = excerpts(passages, ENGLISH)

    assert [e.text for e in found] == ["The mill grinds.", "It is old.", "Nobody knows how old."]
    assert all(e.source == "s1.2" for e in found)
    assert all(passages[1].text[e.start : e.end] == e.text for e in found)


def test_unknown_language_splits_too() -> None:
    """Where we know no words, the sentences are still told apart."""
    assert [e.text for e in split("雨が降る。風が吹く。", lexicon("ja"))] == [
        "雨が降る。",
        "風が吹く。",
    ]
