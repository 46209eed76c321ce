"""What a person wrote is read exactly, and a mistake is told by file, line and field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fabula.errors import UnreadableInput
from fabula.store.written import read_written, write_readable


@dataclass(frozen=True, slots=True)
class Circle:
    """A member of a union."""

    radius: float
    kind: Literal["circle"] = "circle"


@dataclass(frozen=True, slots=True)
class Label:
    """Another member of the union."""

    text: str
    tags: tuple[str, ...] = ()
    kind: Literal["label"] = "label"


@dataclass(frozen=True, slots=True)
class Page:
    """A record with everything in it."""

    title: str
    shapes: tuple[Circle | Label, ...] = ()
    mood: Literal["calm", "loud"] = "calm"
    number: int | None = None


def test_page_is_read_by_kind() -> None:
    """Members of a union are told apart by their kind, and numbers may be written whole."""
    text = b"title: One\nshapes:\n- kind: circle\n  radius: 2\n- {kind: label, text: 1984}\n"

    expected = Page("One", (Circle(2.0), Label("1984")))
    assert read_written(text, "page.yaml", Page) == expected


@pytest.mark.parametrize(("written", "number"), [("0", 0), ("007", 7), ("1_000", 1000)])
def test_number_may_be_written_freely(written: str, number: int) -> None:
    """Zeros and underscores are a way of writing, and no other kind of value."""
    text = f"title: One\nnumber: {written}\n".encode()

    assert read_written(text, "page.yaml", Page).number == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: [", "line 1"),
        ("title: One\nmod: calm\n", "line 2, field 'mod': is not known here"),
        ("title: One\nmod: calm\n", "Did you mean 'mood'?"),
        ("title: One\nmood: lout\n", "line 2, field 'mood': is 'lout'. It can be calm, loud."),
        ("mood: calm\n", "lacks 'title'"),
        ("title: One\nshapes:\n- radius: 2\n", "line 3, field 'shapes[1]': has no 'kind'"),
        ("title: One\nshapes:\n- kind: circle\n  radius: wide\n", "line 4, field"),
        ("title: One\nshapes:\n- kind: square\n", "line 3, field 'shapes[1].kind'"),
        ("title: One\nshapes: none\n", "must be a list"),
        (f"title: One\nnumber: 0x{'f' * 9000}\n", "more digits"),
        ("title: true\n", "must be text"),
        ("- a\n", "must have names and values"),
        ("", "is empty"),
        ("[" * 50, "nested too deeply"),
        ("title: &a One\nnumber: *b\n", "line 2"),
        ("title: One\ntitle: Two\n", "line 2"),
        ('title: "\\0"\n', "control character"),
        ('title: "\\ud800"\n', "line 1"),
        ("title: \x07One\n", "is not YAML"),
        ("shapes: &a []\n<<: *a\n", "page.yaml"),
    ],
)
def test_mistake_is_told_by_place(text: str, told: str) -> None:
    """Each message names the file and what is wrong where."""
    with pytest.raises(UnreadableInput) as caught:
        read_written(text.encode(), "page.yaml", Page)

    assert "page.yaml" in str(caught.value)
    assert told in str(caught.value)


def test_wrong_encoding_names_the_line() -> None:
    """A file in another encoding is refused at the line where it shows."""
    with pytest.raises(UnreadableInput, match="line 2: is not UTF-8"):
        read_written(b"title: One\nmood: \xe9\n", "page.yaml", Page)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)
lines = st.lists(words, max_size=3).map("\n".join)
shapes = st.one_of(
    st.builds(Circle, st.floats(allow_nan=False, allow_infinity=False, width=32)),
    st.builds(Label, lines, st.lists(words, max_size=3).map(tuple)),
)


@example(Page("", (Label("", ("?0", "- a", "#b", "a: b", "[", "null", "1")),)))
@given(st.builds(Page, lines, st.lists(shapes, max_size=3).map(tuple), number=st.none()))
def test_written_page_reads_the_same(page: Page) -> None:
    """Whatever is written reads back as the same value."""
    assert read_written(write_readable(page), "page.yaml", Page) == page
