"""Files are known by their names, and refused with a remedy."""

from __future__ import annotations

import pytest
from tests.media.screenplay.samples import LUNA

from fabula.errors import EmptyInput, TooLarge, UnknownName, UnreadableInput
from fabula.media.screenplay import FORMATS, format_of, read_script, write_script
from fabula.media.screenplay.files import LARGEST


@pytest.mark.parametrize("form", ["fountain", "fdx", "json"])
def test_what_is_written_is_read(form: str) -> None:
    """Every format that can be read gives the same screenplay again."""
    assert read_script(write_script(LUNA, form).data, f"luna.{form}") == LUNA


def test_names_tell_formats() -> None:
    """The end of a name is enough, in any case."""
    assert [format_of(f"a.b.{form.upper()}") for form in FORMATS] == list(FORMATS)


@pytest.mark.parametrize(
    ("data", "name", "error", "message"),
    [
        (b"x", "luna.doc", UnknownName, r"Unknown format of a screenplay '.doc'. Known: .fdx"),
        (b"x", "luna.pdf", UnreadableInput, "can be written but not read"),
        (b" \n", "luna.fountain", EmptyInput, "is empty"),
        (b"[[ ]]", "luna.fountain", EmptyInput, "holds no scene"),
        (b"A.\n\xff\xfe\xff", "luna.fountain", UnreadableInput, "line 2: is not UTF-8"),
        (b"a.\n" * 30_000, "luna.fountain", TooLarge, "element s0.1: is 89999 characters long"),
        (b" " * (LARGEST + 1), "luna.fountain", TooLarge, "limit is 10 MB"),
    ],
)
def test_bad_files_are_refused(
    data: bytes, name: str, error: type[Exception], message: str
) -> None:
    """What cannot be read is told with file, place and remedy."""
    with pytest.raises(error, match=message):
        read_script(data, name)


def test_text_may_be_utf_16_or_have_a_mark() -> None:
    """Files from Windows begin with a mark of their encoding."""
    for coding in ("utf-16", "utf-8-sig"):
        script = read_script("INT. CAF\u00c9".encode(coding), "x.fountain")

        assert script.elements[0].text == "INT. CAF\u00c9"


def test_unknown_format_is_refused() -> None:
    """Writing names what there is, too."""
    with pytest.raises(UnknownName, match="Did you mean 'pdf'"):
        write_script(LUNA, "pfd")
