"""The names of scenes in the chapters of a film, and the headings of their slides."""

from __future__ import annotations

from fabula.media.documents import Source, read
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.material import Material, gather
from fabula.productions.video.offline.naming import headings, titles

KETTLE = """# The kettle

## Care
The old lid wants a soft cloth after each use. The copper base needs vinegar once a month. The long
spout takes a thin brush. The wooden handle must stay dry all year. The small whistle gets a drop of
oil.
"""


def cut(made: Material) -> list[Group]:
    """The title and each sentence of a text as a scene of its own."""
    return [[made.pool[0]], *([c] for c in made.pool)]


def test_slides_keep_the_heading_of_their_section() -> None:
    """Two scenes of one section carry its heading; only the chapters have names of their own."""
    made = gather(read(Source("kettle.md", KETTLE.encode())))
    groups = cut(made)[:3]
    named = titles(made, groups)

    assert named[1] == "Care" != named[2]
    assert headings(made, groups[1:], named[1:]) == ["Care", "Care"]


def test_long_sections_are_named_scene_by_scene() -> None:
    """A heading that would stand over more than three scenes in a row says nothing any more."""
    made = gather(read(Source("kettle.md", KETTLE.encode())))
    groups = cut(made)
    named = titles(made, groups)

    assert headings(made, groups[1:], named[1:]) == named[1:]
    assert len(set(named)) == len(named)


def test_title_of_document_heads_no_slide() -> None:
    """What the first slide says is not said again over the others."""
    text = KETTLE.replace("# The kettle\n\n## Care", "# Care")
    made = gather(read(Source("kettle.md", text.encode())))
    groups = cut(made)[:3]

    assert "Care" not in headings(made, groups[1:], titles(made, groups)[1:])
