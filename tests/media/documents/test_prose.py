"""Lines become running text."""

from __future__ import annotations

import pytest

from fabula.media.documents.prose import (
    announces_references,
    join_lines,
    labelled,
    tidy,
    typeset_quotes,
    words_in,
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a recog-", "nition"], "a recognition"),
        (["a state-of-the-", "art lamp"], "a state-of-the-art lamp"),
        (["a self-", "contained part"], "a self-contained part"),
        (["Anglo-", "Saxon"], "Anglo-Saxon"),
        (["in 1914-", "1918"], "in 1914-1918"),
        (["see https://a.org/x-", "y"], "see https://a.org/x-y"),
        (["see https://a.org/", "y"], "see https://a.org/y"),
        (["one –", "two"], "one – two"),
        (["pages 3–", "14"], "pages 3–14"),
        (["sleep-", "deprived"], "sleep-deprived"),
        (["in-", "corporates"], "incorporates"),
        (["type-", "setting"], "typesetting"),
        (["out-", "put and an end-", "to-end test"], "output and an end-to-end test"),
        (["a", "", "b"], "a b"),
    ],
)
def test_line_ends_are_joined(lines: list[str], expected: str) -> None:
    """A hyphen that only broke a word goes, any other stays."""
    known = {"sleep", "deprived", "incorporated", "typesets", "type", "setting"}

    assert expected == join_lines(lines, known)


def test_ligatures_are_spelled() -> None:
    """Ligatures, soft hyphens and odd spaces are gone."""
    assert tidy("o\ufb03ce \u00a0of\u200b\n \ufb02u\ufb00\u00ad") == "office of fluff"


def test_words_at_breaks_do_not_count() -> None:
    """The first half of a broken word is no word."""
    assert {"well-known", "word"} == set(words_in(["Well-known word bro-"]))


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Fig. 3. Cells", ("Figure 3", "Cells")),
        ("FIGURE 7-26. Nuts", ("Figure 7-26", "Nuts")),
        ("TABLE II", ("Table II", "")),
        ("Figures of speech", ("", "Figures of speech")),
    ],
)
def test_labels_are_told_apart(caption: str, expected: tuple[str, str]) -> None:
    """A caption is a label and a text."""
    assert expected == labelled(caption)


@pytest.mark.parametrize("text", ["References", "7. REFERENCES", "Literatur", "VI. Bibliography"])
def test_bibliographies_are_announced(text: str) -> None:
    """Headings of bibliographies are known in several languages."""
    assert announces_references(text)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("The branch is `frozen' in May.", "The branch is ‘frozen’ in May."),
        ("They call it ``the freeze'' there.", "They call it “the freeze” there."),
        ("Type `date`, not 'time'.", "Type `date`, not 'time'."),
        ("It's the users' choice.", "It's the users' choice."),
    ],
)
def test_typed_quotes_become_printed(typed: str, printed: str) -> None:
    """Quotation marks of the typewriter are set; apostrophes and code stay as they are."""
    assert typeset_quotes(typed) == printed


def test_doubled_quotes_are_one() -> None:
    """Two single marks for a double one, as some printers set them, are one."""
    assert tidy("marked as ‘‘INOP’’ today") == "marked as “INOP” today"
