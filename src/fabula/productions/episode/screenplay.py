"""A script as a screenplay that a room reads, and a screenplay as a script to begin from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import cast, get_args

from fabula.media.screenplay.element import Element
from fabula.media.screenplay.front import TitlePage
from fabula.media.screenplay.layout.layouts import Layout, choose_layout
from fabula.media.screenplay.layout.paginator import Pagination, paginate
from fabula.media.screenplay.script import Screenplay, number_scenes
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import (
    ActionBeat,
    SceneStageDirections,
)
from fabula.productions.episode.outline import (
    Bible,
    EpisodeOutline,
    Place,
    SceneOutline,
    Style,
    Time,
)
from fabula.productions.episode.script import Script, ScriptScene
from fabula.story import Character

BEAT_SECONDS = 1.0
"""A "(beat)"."""

_ACTS = ("COLD OPEN", "ACT ONE", "ACT TWO", "ACT THREE", "ACT FOUR", "ACT FIVE")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019]s\b)?", re.IGNORECASE)
_TRANSITION = re.compile(r"[A-Z ]+ TO:")
_TIMES = frozenset(get_args(Time))


def screenplay_of(script: Script) -> Screenplay:
    """A script as a screenplay: acts, scenes with numbers, holes as notes.

    The element of a line is called `s3l12` for line 12 of scene 3, so that a report can point at
    it on every page.
    """
    outline, elements = script.outline, list[Element]()
    act = -1
    for planned, scene in zip(outline.scenes, script.scenes, strict=True):
        if planned.act != act:
            elements += _curtain(act)
            act = planned.act
            elements.append(Element("act", act_title(act)))
        elements += _scene(planned, scene)
    elements += _curtain(act)
    return Screenplay(tuple(elements), _title(script))


def layout_of(style: Style, paper: str = "letter") -> Layout:
    """How a show of a style is typed: before an audience, with space between the lines.

    Args:
        style: How it is shot.
        paper: "letter" or "a4".
    """
    return choose_layout("multicam" if style == "multi-cam" else "film", paper)


def pages_of(script: Script, paper: str = "letter") -> Pagination:
    """A script on pages, as `layout_of` has them."""
    return paginate(screenplay_of(script), layout_of(script.bible.style, paper))


def act_title(act: int) -> str:
    """What stands over an act."""
    return _ACTS[act] if act < len(_ACTS) else f"ACT {act}"


def _title(script: Script) -> TitlePage:
    """The show, the episode below it in quotation marks if it has a name of its own, the author."""
    show, name = script.bible.show, script.outline.title
    own = name.casefold() != show.casefold()
    lines = filter(None, (show.upper(), f'"{name}"' if own or not show else ""))
    by = script.outline.author
    return TitlePage("\n".join(lines), credit="Written by" if by else "", author=by)


def _curtain(act: int) -> Iterator[Element]:
    if act > 0:
        yield Element("act", f"END OF {act_title(act)}")


def _scene(planned: SceneOutline, scene: ScriptScene | None) -> Iterator[Element]:
    inside = "EXT." if planned.outside else "INT."
    heading = f"{inside} {planned.location.upper()} - {planned.time}"
    yield Element("heading", heading, number=str(planned.number), id=f"s{planned.number}")
    if scene is None:
        yield Element("note", f"Scene {planned.number} is missing: {planned.summary}")
        return
    seen = _seen(scene.directions)
    yield from _action(scene.directions.opening_description)
    yield from seen.get(0, ())
    for number, line in enumerate(scene.dialogue.dialogue_lines, 1):
        yield from _speech(line, f"s{planned.number}l{number}")
        yield from seen.get(number, ())
    yield from _action(scene.directions.closing_description)


def _speech(line: DialogueLine, name: str) -> Iterator[Element]:
    beside = f" ({line.extension})" if line.extension else ""
    yield Element("character", line.character.upper() + beside, dual=line.at_once)
    notes = [line.delivery_note.strip("() ")] if line.delivery_note.strip("() ") else []
    if line.pause_before >= BEAT_SECONDS:
        notes.insert(0, "beat")
    if notes:
        yield Element("parenthetical", f"({', '.join(notes)})")
    yield Element("dialogue", line.line, id=name)


def _seen(directions: SceneStageDirections) -> dict[int, list[Element]]:
    """What is seen after each line."""
    found: dict[int, list[Element]] = {}
    for beat in directions.action_beats:
        found.setdefault(beat.after_line, []).extend(_action(beat.action))
    for sequence in directions.physical_comedy_sequences:
        for text in (sequence.setup, *sequence.escalations, sequence.climax, sequence.resolution):
            found.setdefault(sequence.after_line, []).extend(_action(text))
    return found


def _action(text: str) -> Iterator[Element]:
    """Something that is seen; "CUT TO:" by itself is a transition."""
    if text.strip():
        yield Element("transition" if _TRANSITION.fullmatch(text.strip()) else "action", text)


@dataclass(frozen=True, slots=True)
class Existing:
    """What a screenplay that was written elsewhere holds.

    Args:
        bible: Its characters and places; who they are is for a person to say.
        outline: Its scenes, with their first action as summary.
        scenes: What is said and seen in each.
    """

    bible: Bible
    outline: EpisodeOutline
    scenes: tuple[ScriptScene, ...]


def read_existing(screenplay: Screenplay) -> Existing:
    """A screenplay as an episode that a person wrote; which lines are jokes it does not say."""
    numbered = number_scenes(screenplay)
    acts = _acts(numbered)
    pairs = [_read_scene(n, e, acts[n - 1]) for n, e in enumerate(_scenes(numbered), 1)]
    title = (screenplay.title.title or "Untitled").splitlines()
    cast: dict[str, Character] = {}
    places: dict[str, Place] = {}
    for planned, _ in pairs:
        places.setdefault(planned.location, Place(planned.location, outside=planned.outside))
        for name in planned.characters:
            cast.setdefault(name, Character(name))
    bible = Bible(title[0], cast=tuple(cast.values()), places=tuple(places.values()))
    # The name of an episode stands in quotation marks below that of its show.
    name = next((line.strip('"') for line in title[1:] if line.startswith('"')), title[0])
    scenes = tuple(planned for planned, _ in pairs)
    author = " and ".join(screenplay.title.author.splitlines())
    outline = EpisodeOutline(name, scenes=scenes, author=author)
    return Existing(bible, outline, tuple(scene for _, scene in pairs))


def _scenes(screenplay: Screenplay) -> Iterator[tuple[Element, ...]]:
    """The elements of each scene; what stands above the first heading opens the first scene."""
    above = tuple(takewhile(lambda one: one.kind != "heading", screenplay.elements))
    for heading, *inside in screenplay.scenes:
        yield (heading, *above, *inside)
        above = ()


def _acts(screenplay: Screenplay) -> list[int]:
    """The act of each scene; all in the first where none is named."""
    act, acts, named = 1, list[int](), 0
    for element in screenplay.elements:
        if element.kind == "act" and not element.text.upper().startswith("END OF"):
            opens = any(word in element.text.upper() for word in ("COLD", "TEASER", "PROLOGUE"))
            act = 0 if opens and not acts else named + 1
            named = max(named, act)
        elif element.kind == "heading":
            acts.append(act)
    return acts


def _read_scene(
    number: int, elements: Sequence[Element], act: int
) -> tuple[SceneOutline, ScriptScene]:
    slug = elements[0].slug
    place = slug.place or elements[0].text
    lines, opening, beats = list[DialogueLine](), list[str](), list[ActionBeat]()
    cue: Element | None = None
    note = ""
    for element in elements[1:]:
        if element.kind == "character":
            cue, note = element, ""
        elif element.kind == "parenthetical":
            note = element.text.strip("() ")
        elif cue is not None and element.kind in {"dialogue", "lyric"}:
            lines.append(_line(cue, element.text, note))
            note = ""
        elif element.kind in {"action", "shot", "centered", "transition", "lyric"}:
            cue = None
            if lines or element.kind == "transition":
                beats.append(ActionBeat(len(lines), element.text))
            else:
                opening.append(element.text)
    names = tuple(dict.fromkeys(line.character for line in lines))
    time = cast("Time", slug.time.upper()) if slug.time.upper() in _TIMES else "DAY"
    planned = SceneOutline(
        number=number,
        location=place,
        characters=names,
        summary=opening[0] if opening else "",
        time=time,
        outside=slug.inside == "EXT",
        act=act,
    )
    said = SceneDialogue(number, place, names, tuple(lines))
    return planned, ScriptScene(
        said, SceneStageDirections(number, "\n".join(opening), tuple(beats))
    )


def _titled(cue: str) -> str:
    """A name as it is written within a sentence: "Luna's Mother", "O'Brien"."""
    return _WORD.sub(lambda word: word[0].capitalize(), cue)


def _line(cue: Element, text: str, note: str) -> DialogueLine:
    """A speech; a beat before it is a pause."""
    parts = [part.strip() for part in note.split(",") if part.strip()]
    beside = (one for one in cue.speaker.extensions if not one.upper().startswith("CONT"))
    return DialogueLine(
        _titled(cue.speaker.name),
        " ".join(text.split()),
        delivery_note=", ".join(part for part in parts if part != "beat"),
        pause_before=BEAT_SECONDS if "beat" in parts else 0.0,
        extension=", ".join(beside),
        at_once=cue.dual,
    )
