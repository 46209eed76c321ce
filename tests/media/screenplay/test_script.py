"""A screenplay puts its elements in order when it is made."""

from __future__ import annotations

from fabula.media.screenplay import Element, Screenplay, number_scenes


def kinds(screenplay: Screenplay) -> list[str]:
    """The kinds of its elements, in order."""
    return [element.kind for element in screenplay.elements]


def test_words_of_nobody_become_action() -> None:
    """Dialogue and parentheticals that no character speaks are kept as action."""
    script = Screenplay((Element("dialogue", "Hello?"), Element("parenthetical", "beat")))

    assert kinds(script) == ["action", "action"]
    assert script.elements[1].text == "(beat)"


def test_speech_in_pieces_becomes_one() -> None:
    """Two pieces of dialogue in a row are two lines of one, with the emphasis of both."""
    script = Screenplay(
        (Element("character", "LUNA"), Element("dialogue", "No."), Element("dialogue", "Yes."))
    )

    assert script.elements[1].text == "No.\nYes."


def test_only_two_speak_together() -> None:
    """A third character who speaks at once, or a first, speaks alone."""
    speech = [Element("character", name, dual=True) for name in "ABC"]
    script = Screenplay(tuple(one for cue in speech for one in (cue, Element("dialogue", "Hey!"))))

    assert [e.dual for e in script.elements if e.kind == "character"] == [False, True, False]


def test_ids_name_scene_and_line() -> None:
    """An id is the scene and the place in it; scenes without a number are counted."""
    script = Screenplay(
        (
            Element("action", "Black."),
            Element("heading", "INT. DOME - DAY", number="12A"),
            Element("action", "Luna enters."),
            Element("heading", "EXT. MOON - NIGHT"),
        )
    )

    assert [element.id for element in script.elements] == ["s0.1", "12A.1", "12A.2", "s2.1"]


def test_ids_are_never_the_same() -> None:
    """Two scenes with the same number still have elements with ids of their own."""
    script = Screenplay(tuple(Element("heading", "INT. X", number="1") for _ in range(3)))

    assert len({element.id for element in script.elements}) == 3


def test_given_ids_stay() -> None:
    """An id that somebody gave is kept, also when scenes are numbered."""
    script = Screenplay((Element("heading", "INT. X", id="kitchen"), Element("action", "A.")))
    numbered = number_scenes(script)

    assert [element.id for element in numbered.elements] == ["kitchen", "1.2"]


def test_numbering_keeps_numbers() -> None:
    """Scenes that have a number keep it, and no number is given twice."""
    script = Screenplay(
        tuple(Element("heading", "INT. X", number=number) for number in ("", "1", ""))
    )

    assert [e.number for e in number_scenes(script).elements] == ["2", "1", "3"]


def test_scenes_begin_with_headings() -> None:
    """What stands before the first heading is in no scene; without one there is none."""
    script = Screenplay(
        (Element("action", "Black."), Element("heading", "INT. X"), Element("action", "A."))
    )

    assert [[e.text for e in scene] for scene in script.scenes] == [["INT. X", "A."]]
    assert Screenplay((Element("action", "Black."),)).scenes == []
