"""JSON keeps everything, and says where it is wrong."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from tests.media.screenplay.samples import LUNA, SCREENPLAYS

from fabula.errors import UnreadableInput
from fabula.media.screenplay import Screenplay, read_json, write_json


@settings(max_examples=150, deadline=None)
@given(SCREENPLAYS)
def test_any_screenplay_comes_back(screenplay: Screenplay) -> None:
    """Everything survives, ids as well."""
    again = read_json(write_json(screenplay))

    assert again == screenplay
    assert [e.id for e in again.elements] == [e.id for e in screenplay.elements]


def test_usual_values_are_left_out() -> None:
    """The file has its format and version, and of an element only what is not as usual."""
    whole = json.loads(write_json(LUNA))

    assert (whole["format"], whole["version"]) == ("fabula-screenplay", 1)
    assert whole["elements"][0] == {"kind": "act", "text": "COLD OPEN", "id": "s0.1"}


HEAD = '{"format": "fabula-screenplay", "version": 1, '


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "x.json, line 1: is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "no screenplay of Fabula's"),
        ('{"format": "fabula-screenplay", "version": 2}', "is of version 2, not 1. Update"),
        (HEAD + '"elements": 3}', "x.json, elements: must be a list"),
        (HEAD + '"elements": [{"text": "A."}]}', r"elements\[0\]: lacks 'kind'"),
        (HEAD + '"elements": [{"kind": "poem", "text": "A."}]}', "Known: heading"),
        (
            HEAD + '"elements": [{"kind": "action", "text": 3}]}',
            r"elements\[0\].text: must be text",
        ),
        (HEAD + '"elements": [{"kind": "action", "dual": 1}]}', "true or false"),
        (HEAD + '"title": {"titel": "x"}}', "title.titel: is not known"),
        (HEAD + '"title": {"others": [["a"]]}}', "pairs"),
        (
            HEAD + '"elements": [{"kind": "action", "text": "A", "spans": [{"start": 0}]}]}',
            r"elements\[0\].spans\[0\]: lacks 'end'",
        ),
    ],
)
def test_mistakes_are_told_by_place(text: str, message: str) -> None:
    """The message names the file and the value."""
    with pytest.raises(UnreadableInput, match=message):
        read_json(text, "x.json")
