"""What the critique of a storyboard finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.media.documents.document import Document, Passage, Picture
from fabula.media.slides.visuals import (
    Bullets,
    Chart,
    Closing,
    Column,
    Comparison,
    Figure,
    Remark,
    Series,
    TitleCard,
    Visual,
)
from fabula.productions.video.storyboard import Scene, Sentence, Storyboard
from fabula.productions.video.tasks import WriteStoryboard, without_pictures

PICTURE = Passage(
    "p1.2", "figure", "A tower.", 1, label="Figure 1", picture=Picture(b"png", 40, 30)
)
DOCUMENT = Document(
    "Towers",
    (),
    (Passage("p1.1", "paragraph", "A tower stands. " * 60, 1), PICTURE),
    "en",
    "t.pdf",
    1,
)
WORDS = Sentence(
    "The tower has stood on its rock above the sea for three hundred years.", ("p1.1",)
)
TITLE = Scene("Towers", "opening", (WORDS,), TitleCard("Towers"))
LAST = Scene("End", "closing", (WORDS,), Closing("To take away", ("A tower stands",)))
TASK = WriteStoryboard(DOCUMENT, "en", seconds=15.5, pace=10)


def board(*scenes: Scene) -> Storyboard:
    """A storyboard of these scenes."""
    return Storyboard("Towers", "en", scenes)


def shown(visual: Visual) -> Scene:
    """A scene with this visual."""
    return Scene("Tower", "how", (WORDS,), visual)


def test_good_storyboard_has_no_faults() -> None:
    """Nothing is said about what is right."""
    assert list(TASK.faults(board(TITLE, LAST))) == []


def test_no_scene_is_a_fault() -> None:
    """An empty storyboard is named as one fault, not as a wrong length."""
    assert list(TASK.faults(board())) == ["There is no scene."]


@pytest.mark.parametrize("seconds", [4, 90])
def test_wrong_length_is_told(seconds: float) -> None:
    """Too long, or too short although there is more to tell."""
    task = replace(TASK, seconds=seconds)

    assert any("seconds" in fault for fault in task.faults(board(TITLE, LAST)))


def test_short_document_may_be_short() -> None:
    """A film that tells most of its document is not too short."""
    little = replace(DOCUMENT, passages=(Passage("p1.1", "paragraph", WORDS.text, 1),))
    task = replace(TASK, document=little, seconds=300)

    assert list(task.faults(board(TITLE, LAST))) == []


def test_wrong_number_of_scenes_is_told() -> None:
    """The number of scenes counts when one was asked for."""
    assert "There are 2 scenes; 4 are wanted." in list(
        replace(TASK, scenes=4).faults(board(TITLE, LAST))
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It works [12].", "[12]"),
        ("Smith et al. agree.", "et al"),
        ("See https://example.org now.", "https://"),
        ("Figure 3 shows it.", "Figure 3"),
        ("It runs (slowly).", "("),
    ],
)
def test_unspeakable_text_is_told(text: str, left: str) -> None:
    """Citations, addresses and brackets are found and quoted."""
    scene = replace(TITLE, narration=(Sentence(text, ("p1.1",)),))

    assert any(f"{left!r} cannot be spoken" in fault for fault in TASK.faults(board(scene, LAST)))


@pytest.mark.parametrize(
    ("scene", "fault"),
    [
        (replace(TITLE, narration=()), "nothing is said"),
        (replace(TITLE, narration=(Sentence("A tower.", ("p9.9",)),)), "no passage 'p9.9'"),
        (shown(Figure("Tower", "p1.1")), "has no picture"),
        (shown(Bullets("Tower", ("One point",))), "1 points"),
        (shown(Bullets("Tower", ("so many words " * 16, "Two"))), "words on one slide"),
        (shown(Comparison("Towers", (Column("One", "is old"),))), "1 columns"),
        (
            shown(
                Comparison("Towers", (Column("One", "is so old " * 10), Column("Two", "is " * 20)))
            ),
            "words on one slide",
        ),
        (shown(Remark("Tower", "It stands.", ("stood",))), "'stood' is to be brought out"),
        (shown(Remark("Tower", "It stands still. " * 16, ("still",))), "words on one slide"),
        (shown(Chart("Tower", ("a", "b"), (Series("x", (1.0,)),))), "one value for each label"),
    ],
)
def test_faulty_scene_is_named(scene: Scene, fault: str) -> None:
    """A fault says which scene and what is wrong."""
    found = [text for text in TASK.faults(board(TITLE, scene, LAST)) if fault in text]

    assert len(found) == 1
    assert found[0].startswith("Scene 2: ")


def test_figure_shown_twice_is_told() -> None:
    """A picture of the document is shown once."""
    scenes = TITLE, shown(Figure("Tower", "p1.2")), shown(Figure("Again", "p1.2")), LAST

    assert any("shown before" in fault for fault in TASK.faults(board(*scenes)))


def test_pictures_keep_their_size_only() -> None:
    """What is asked about a document carries no bytes of pictures, and still tells their size."""
    light = without_pictures(DOCUMENT).passages[1]

    assert light.picture == Picture(b"", 40, 30)
