"""XML from strangers does no harm."""

from __future__ import annotations

import pytest

from fabula.errors import TooLarge, UnreadableInput
from fabula.media.screenplay.fdx.tree import DEEPEST, parse

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<FinalDraft><Content>&b;</Content></FinalDraft>"""
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


@pytest.mark.parametrize("data", [BOMB, OUTSIDE])
def test_document_types_are_refused(data: bytes) -> None:
    """A file that could define entities is not read at all."""
    with pytest.raises(UnreadableInput, match="document type"):
        parse(data, "x.fdx")


def test_deep_nesting_is_refused() -> None:
    """Levels are counted, so that no reader runs out of stack."""
    depth = DEEPEST + 1

    with pytest.raises(TooLarge, match="nested"):
        parse(b"<a>" * depth + b"</a>" * depth, "x.fdx")


def test_any_encoding_is_read() -> None:
    """The file says its encoding by itself."""
    text = '<?xml version="1.0" encoding="UTF-16"?><a>\u00e9</a>'

    assert parse(text.encode("utf-16"), "x").text == "\u00e9"
