"""Writes a storyboard from a document by extraction and rules."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import math
import re
from collections.abc import Sequence

from fabula.errors import EmptyInput
from fabula.media.slides.visuals import TitleCard, Visual
from fabula.models.offline.writer import answers
from fabula.productions.video.offline.cutting import Beat, Clock, Group, cut, lines_of, pick
from fabula.productions.video.offline.findings import definition
from fabula.productions.video.offline.fitting import fit
from fabula.productions.video.offline.frames import (
    ending,
    hooks,
    opening,
    role_of,
    transitions,
)
from fabula.productions.video.offline.material import Material, gather, in_language
from fabula.productions.video.offline.naming import headings, titles
from fabula.productions.video.offline.phrasebook import ROLES, Phrasebook
from fabula.productions.video.offline.sentences import Candidate
from fabula.productions.video.offline.slides.staging import stage
from fabula.productions.video.offline.takeaways import (
    RECAP,
    Point,
    closing,
    recapped,
    remember,
)
from fabula.productions.video.storyboard import (
    SCENE_PAUSE,
    SENTENCE_PAUSE,
    Role,
    Scene,
    Sentence,
    Storyboard,
)
from fabula.productions.video.tasks import WriteStoryboard

_SCENE_SECONDS = 17.0  # one idea: long enough to be told, short enough to be looked at
_POINTS_BACK = re.compile(r"\b(?:this|these|those|such|they|them|it)\b")
_PART_SECONDS = 26.0  # that a part of a guide is worth opening for
_THREE_SCENES = 40.0  # seconds that a film of title, one idea and closing lasts at least
_ROOM_FOR_HOOK = 60.0  # seconds of a film that can open with two sentences
_ROOM_FOR_RECAP = 100.0  # seconds of a film that can end by summing up
_SHORT_HOOK = 22  # words with which a film can open before it says what it is about
_SHORT_SCENE = 14.0  # of a document that has less to tell than was asked
_BEST = 3  # sentences that stand for a section
_SENTENCES = 2.1  # of a scene on average, or more: one alone is a caption to a picture
_FIRST_AID: dict[Role, float] = {"how": 1.3, "limits": 0.6}
_FIRST: tuple[Role, ...] = ("problem", "idea", "so-what", "evidence", "limits", "how")
_SHARES: dict[Role, float] = {
    "problem": 0.17, "idea": 0.18, "how": 0.22, "evidence": 0.22, "limits": 0.09, "so-what": 0.14,
}  # fmt: skip


@answers(WriteStoryboard)
def storyboard_offline(task: WriteStoryboard) -> Storyboard:
    """The storyboard of a document, in the document's own sentences and its own language.

    Raises:
        BadSetting: Another language is wanted than that of the document.
        EmptyInput: No sentence of the document can be spoken.
    """
    material = gather(in_language(task.document, task.language))
    clock = Clock(task.pace)
    groups, kept = _told(material, task, clock)
    if not groups:
        remedy = "Give it running text, or choose a model to tell it: --writer openrouter:MODEL."
        raise EmptyInput(task.document.source, "no sentence in it can be told", remedy)
    scenes = _scenes(material, groups, kept)
    return Storyboard(material.title, material.book.language, scenes)


def _told(
    material: Material, task: WriteStoryboard, clock: Clock
) -> tuple[list[Group], tuple[Point, ...]]:
    """What is said, scene by scene, as long as is wanted; and what a last scene says again."""
    lead = _lead(material, task.seconds)
    hook = lead[: len(lead) - 1]  # said before the title: no scene of its own
    frame = (
        _frame(opening(material, hooks(material, lead)), clock),
        _frame(ending(material), clock),
    )
    recap = RECAP * task.seconds if _recaps(material, task) else 0.0
    room = max(1.0, task.seconds - sum(frame) - recap)
    fewest = 2 if task.seconds < _THREE_SCENES else 3
    wanted = task.scenes or max(fewest, round(task.seconds / _SCENE_SECONDS))
    pauses = wanted * (SCENE_PAUSE - SENTENCE_PAUSE)
    spent = sum(clock.lines(c.alone) for c in lead)
    beats = _beats(material, room, task.scenes or 0)
    told = lead + pick(beats, max(0.0, room - spent - pauses), clock, lead)
    if not told:
        return [], ()
    enough = sum(clock.lines(c.alone) for c in told) + sum(frame) + recap
    kept = remember(material, told, recap, clock) if enough > 0.9 * task.seconds else ()
    last = _frame(recapped(material, kept), clock)
    room += recap - last
    if not task.scenes:
        if enough < 0.8 * task.seconds:
            wanted = max(min(3, len(told)), round(enough / _SHORT_SCENE))
        wanted = max(fewest, min(wanted, round(len(told) / _SENTENCES) + bool(kept)))
    lasts = [clock.lines(c.alone) for c in told]
    frame = (frame[0] + sum(lasts[: len(hook)]), 0.0 if kept else frame[1])
    groups = cut(told[len(hook) :], max(1, wanted - bool(kept)), lasts[len(hook) :], frame)
    groups[0] = hook + groups[0]
    said_last = {point.candidate.at for point in kept} - {c.at for c in told}
    pool = [c for c in material.pool if c.at not in said_last]
    for _ in range(2):  # the transitions hang on the sentences, and their length on both
        extra = sum(_frame(line, clock) for line in transitions(material, groups))
        pauses = (len(groups) + bool(kept)) * (SCENE_PAUSE - SENTENCE_PAUSE)
        groups = fit(groups, pool, room - extra - pauses, clock, material.order)
    return groups, kept


def _recaps(material: Material, task: WriteStoryboard) -> bool:
    """Whether a last scene sums up: in a film of some length that is no story."""
    scenes = task.scenes or _ROOM_FOR_RECAP / _SCENE_SECONDS
    long = task.seconds >= _ROOM_FOR_RECAP and scenes >= 4
    return long and material.kind != "prose" and bool(material.book.templates)


def _frame(sentences: Sequence[Sentence], clock: Clock) -> float:
    return clock.lines([sentence.text for sentence in sentences])


def _lead(material: Material, seconds: float) -> Group:
    """What to open with: how a paper's abstract begins and what it proposes, else what all is."""
    pool = [c for c in material.pool if not c.dangling and len(c.alone) == 1]
    pool = [c for c in pool if "?" not in c.written] or pool
    pool = [c for c in pool if not _cut_off(material, c)] or pool
    last = max((c.at for c in pool), default=0)
    early = [c for c in pool if material.told[c.section].abstract]
    early = early or [c for c in pool if c.at <= max(4, last * 0.12)]
    if not early or material.kind == "prose":
        return early[:1]
    idea = material.book.cues.get("idea")
    title = frozenset(re.findall(r"\w{4,}", material.title.lower()))

    def worth(c: Candidate) -> float:
        names = _names(c, title)
        tells = bool(idea and idea.search(c.written))
        defines = names and bool(definition(c.written, material.book))
        late = early.index(c) / len(early)
        return (
            c.score
            * (1 + 0.4 * names + 0.3 * tells + 0.8 * defines)
            * (1.3 - 0.6 * late)
            * (0.5 if _POINTS_BACK.search(c.written) else 1)
        )

    best = max(early, key=worth)
    if hooks(material, [best]) and seconds >= _ROOM_FOR_HOOK:
        return _hooked(best, early, idea)
    if material.kind == "guide" and not _names(best, title):
        best = next((c for c in early if not _POINTS_BACK.search(c.written)), early[0])
    return [best]


def _cut_off(material: Material, candidate: Candidate) -> bool:
    """Whether a passage goes on from a page that is not there: "wheels, which turn. Each …"."""
    first = material.passages[candidate.passage].text.partition(" ")[0].strip(",.;:")
    own = first.lower() in material.title.lower()  # some names are written small: "bzip2", "zoo"
    return first.isalpha() and first.islower() and not own


def _hooked(best: Candidate, early: Group, idea: re.Pattern[str] | None) -> Group:
    """How the abstract begins, and what it then says that the authors do."""
    if idea is None:
        return [best]
    if idea.search(best.written):
        short = early[0] is not best and len(early[0].written.split()) <= _SHORT_HOOK
        return [early[0], best] if short else [best]
    proposed = [c for c in early if c.at > best.at and idea.search(c.written)]
    return [best, *proposed[:1]]


def _names(candidate: Candidate, title: frozenset[str]) -> bool:
    """Whether a sentence begins with what the title is about."""
    return any(word.strip(",.:’'") in title for word in candidate.alone[0].lower().split()[:4])


def _beats(material: Material, room: float, scenes: int) -> list[Beat]:
    """The parts of the story: the argument of a paper, else the sections that matter most.

    Whoever orders so many scenes wants as many things told.
    """
    pools: dict[int, list[Candidate]] = {}
    for candidate in sorted(material.pool, key=material.order):
        pools.setdefault(material.order(candidate)[0], []).append(candidate)
    if material.kind == "paper":
        shares = {part: _SHARES[pool[0].role] for part, pool in pools.items()}
    else:
        shares = {part: _deserves(material, part, pool, room) for part, pool in pools.items()}
        most = max(1, round(room / _PART_SECONDS), scenes)  # told at some length, or left out
        kept = sorted(shares, key=lambda part: (-shares[part], part))[:most]
        shares = {part: shares[part] for part in shares if part in kept}
    total = sum(shares.values()) or 1.0
    return [
        Beat(tuple(pools[part]), share / total, _turn(material, part))
        for part, share in sorted(shares.items())
    ]


def _deserves(material: Material, part: int, pool: Sequence[Candidate], room: float) -> float:
    """How much of a guide a part deserves to be: by its best sentences, and its room in print.

    What a manual says first is what all the rest is about. Where there is no time for more, its
    reader wants to know what to do, not what may go wrong.
    """
    section = material.told[part]
    brief = _FIRST_AID.get(section.role, 1.0) if room < _ROOM_FOR_RECAP and section.heading else 1.0
    best = sum(sorted((c.score for c in pool), reverse=True)[:_BEST])
    early = 1.2 - 0.4 * part / max(1, len(material.told) - 1)
    size = math.sqrt(math.sqrt(sum(len(c.written) for c in pool)))
    return section.weight * brief * early * best * size


def _turn(material: Material, part: int) -> int:
    """A short film of a paper may lack some of the how, never the problem, idea and end."""
    if material.kind != "paper":
        return part
    return _FIRST.index(ROLES[part])


def _scenes(
    material: Material, groups: Sequence[Group], kept: Sequence[Point]
) -> tuple[Scene, ...]:
    """The scenes of what is said, each with what it shows; at the end what to remember."""
    book = material.book
    named = titles(material, groups)
    middle = groups[1:] if kept else groups[1:-1]
    shown = slice(1, 1 + len(middle))
    over = headings(material, middle, named[shown])
    visuals: list[Visual] = [title_card(material), *stage(material, middle, over)]
    before = transitions(material, groups)
    hook = hooks(material, groups[0])
    before[0] = (*_spoken(hook, book), *opening(material, hook))
    groups = [groups[0][len(hook) :], *groups[1:]]
    said = [[*line, *_spoken(group, book)] for line, group in zip(before, groups, strict=True)]
    roles: list[Role] = ["opening", *(role_of(group) for group in groups[1:])]
    if kept:
        said.append(list(recapped(material, kept)))
        named.append(book.phrase("takeaways"))
        roles.append("closing")
    if len(said) > 1:
        roles[-1] = "closing"
        visuals.append(closing(material, groups, kept))
    said[-1] += ending(material)
    made = zip(named, roles, said, visuals, strict=True)
    return tuple(Scene(title, role, tuple(lines), slide) for title, role, lines, slide in made)


def _spoken(group: Group, book: Phrasebook) -> tuple[Sentence, ...]:
    """The lines of a scene; who was named in the line before is "they" in the next."""
    said: list[Sentence] = []
    names, they = book.phrase("authors").capitalize(), book.phrase("they")
    for candidate, lines in zip(group, lines_of(group), strict=True):
        for line in lines:
            before = said[-1].text if said else ""
            if names and line.startswith(f"{names} ") and before.startswith((names, they)):
                line = they + line[len(names) :]  # noqa: PLW2901
            said.append(Sentence(line, (candidate.passage, *candidate.others)))
    return tuple(said)


def title_card(material: Material) -> TitleCard:
    """The title, its second half as a line below where it is long, and the authors."""
    title, subtitle = material.halves
    authors = material.document.authors
    byline = ", ".join(authors[:3]) + (" …" if len(authors) > 3 else "")
    return TitleCard(title, subtitle, byline)
