"""Writes what is said in a scene: beats opened, answered by bits, and closed on the button."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.offline.beats import Deed, read_beat
from fabula.productions.episode.offline.bits import Bit, library
from fabula.productions.episode.offline.comings import Comings, comings, enters
from fabula.productions.episode.offline.decks import Decks
from fabula.productions.episode.offline.due import Due, due_bits, due_phrases, names_in
from fabula.productions.episode.offline.pacing import (
    BLURTED,
    BROUGHT,
    HURRY,
    MET,
    OPENED,
    RUSH,
    paced,
)
from fabula.productions.episode.offline.playing import Cast, Stage, cast_bit, seed_of
from fabula.productions.episode.offline.staging import seen_seconds
from fabula.productions.episode.profiles import PROFILES
from fabula.story import Character

LOOKS = 0.025
"""Share of a scene that is kept for looks, besides what is planned to be seen."""

LETTERS_A_SECOND = 12.0
"""Of talk, pauses included: to guess how long a bit lasts before it is told."""

FEWEST, MUTE, MOST = 1.26, 0.88, 3.0
"""Words a second: with fewer in a scene, or in one with physical comedy, more is said, whatever it
takes; with more in the talk alone nothing else is begun."""

MUCH = 0.2
"""Share of a scene that is too much for looks and business: what others hold is drawn, too."""

SPARE, SLACK = 3.0, 0.03
"""Seconds that are too few for another bit, at most, and as a share of a scene's talk."""

TIGHT = 75.0
"""Seconds of talk below which everything is told by its shortest bits."""

TRIES, FAILURES = 40, 3
"""How often something is looked for to fill a beat, and how often in vain."""

_RECEIVER = re.compile(r"(her|him) (?=(?:the|a|an|to|that|for|what|why|how)\b)")

ANY_LENGTH = 1e9

SOLO = "solo"
"""What somebody says who is alone."""

FILLING = ("quips", "quips", "replies", "quips", "quips", "turns")
"""From which books a beat is filled, in turn: of six, four are quick ones."""

QUIP = 25
"""Letters by which an opening may be longer, in a hurry, if it is a joke."""

DENSE = 66
"""Letters to a laugh: bits with more come later."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A bit that is looked for.

    Args:
        book: Where.
        deed: The beat that it shall go with.
        fixed: The roles that are cast already.
        more: Further slots that it may speak of.
        room: Seconds that it may take.
        kinds: The kinds of beats that it must go with; that of the deed if empty.
        own: Whether it must be of this scene's share.
        either: Whether the first two roles may change places, so that nobody answers themself.
    """

    book: str
    deed: Deed
    fixed: Cast
    more: Mapping[str, object] = field(default_factory=dict)
    room: float = ANY_LENGTH
    kinds: frozenset[str] = frozenset()
    own: bool = False
    either: bool = False

    @property
    def suits(self) -> frozenset[str]:
        """The kinds of beats that it must go with."""
        return self.kinds or frozenset((self.deed.kind or "unread",))


def write_dialogue(brief: SceneBrief) -> SceneDialogue:
    """What is said in a scene."""
    lines: tuple[DialogueLine, ...] = ()
    if brief.cast:
        scenes = max(brief.scenes, brief.scene.number)
        decks = Decks(seed_of(brief), (brief.scene.number - 1, scenes))
        scene = _Scene(brief, Stage(brief, decks))
        scene.write()
        lines = tuple(_thinned(scene.stage.lines, brief.jokes))
    return SceneDialogue(brief.scene.number, brief.scene.location, brief.scene.characters, lines)


@dataclass(slots=True)
class _Scene:
    """A scene being written."""

    brief: SceneBrief
    stage: Stage
    talk: float = field(init=False)
    """Seconds in which somebody speaks."""

    comings: Comings = field(init=False)
    there: tuple[Character, ...] = field(init=False)
    """Who can speak now."""

    def __post_init__(self) -> None:
        looks = LOOKS if self.brief.seconds > TIGHT else 0.0
        self.talk = self.brief.seconds * (1 - looks) - seen_seconds(self.brief)
        self.comings = comings(self.brief)
        self.there = self.brief.cast

    def write(self) -> None:
        """All beats in order, what is due between them, and the button."""
        deeds = self._deeds()
        total = self.talk
        count = len(deeds)
        due = self.comings.awaited(due_bits(self.brief, count), count)
        moves = len(self.comings.arrive) + len(self.comings.leave)
        pace = paced(deeds, due, total - MET * moves)
        idle = due_phrases(self.brief, count, self.stage.decks) if total > HURRY else {}
        phrases = self.comings.awaited(idle, count)
        for turn, place in enumerate(pace.spoken, 1):
            if self._is_full():
                break
            deed = deeds[place]
            opened = self._enter(place, deeds) and enters(deed)
            until = (total - pace.closing) * turn / len(pace.spoken)
            self._beat(deed, until, opened=opened)
            late = self.stage.seconds > until
            for one in (*pace.due.get(place, ()), *(() if late else phrases.get(place, ()))):
                if not self._is_full():
                    room = ANY_LENGTH if total > TIGHT else BROUGHT
                    wanted = _Wanted(one.book, deed, self._pair(one), one.slots, room)
                    self._play(replace(wanted, either=not one.by))
            self._fill(deed, until)
            self._leave(place, deed)
        self._fill(deeds[-1], total - pace.closing)
        self._lengthen(deeds[-1], pace.closing)
        if not self.stage.lines:
            self._play(_Wanted("openers", deeds[0], self._cast(deeds[0])))
        if pace.closing and not self._is_full():
            self._button(total, pace.closing)

    def _enter(self, place: int, deeds: Sequence[Deed]) -> bool:
        """Whoever comes for a beat asks about the one before; whether somebody came."""
        before, came_in = self.there, False
        cast = self.brief.cast
        self.there = tuple(one for one in cast if self.comings.there(one.name, place))
        for name, beat in self.comings.arrive.items():
            here = [one for one in self.there if one in before and one.name != name]
            if beat == place and here and self.talk > HURRY:
                came = next(one for one in cast if one.name == name)
                missed = deeds[place - 1] if place else Deed(text="")
                pair = {"A": came, "B": self._quietest(but=self._last(), among=here)}
                came_in = self._play(_Wanted("entrances", missed, pair, own=True)) or came_in
        return came_in

    def _leave(self, place: int, deed: Deed) -> None:
        """Whoever leaves after a beat says so, and the others say what they think of it."""
        for name, beat in self.comings.leave.items():
            if beat == place:
                gone = next(one for one in self.there if one.name == name)
                others = [one for one in self.there if one is not gone]
                pair = {"A": gone, "B": self._quietest(among=others)}
                self._play(_Wanted("exits", deed, pair))
                self.there = tuple(others)

    def _deeds(self) -> list[Deed]:
        """The beats, read; the summary where there are none."""
        beats = self.brief.scene.beats or (self.brief.scene.summary,)
        read = [read_beat(beat, names_in(self.brief)) for beat in beats if beat.strip()]
        met = [
            self._met(deed, before) for before, deed in zip([Deed(""), *read], read, strict=False)
        ]
        return met or [Deed(text="nothing")]

    def _met(self, deed: Deed, before: Deed) -> Deed:
        """A deed done to "her" or "him" is done to who did the one before."""
        told = _RECEIVER.match(deed.rest)
        same = {"her": "she", "him": "he"}.get(told[1] if told else "")
        known = {one.name: one for one in self.brief.cast}
        others = [name for name in before.who if name in known and name not in deed.who]
        if deed.whom or not others or known[others[0]].pronouns != same:
            return deed
        return replace(deed, whom=others[0])

    def _beat(self, deed: Deed, until: float, *, opened: bool) -> None:
        """Open a beat and answer it: by what is about its thing, or else by what fits any."""
        cast = self._cast(deed)
        if not opened:
            self._play(_Wanted("openers", deed, cast, room=self._opening))
        if self.stage.seconds >= until and self.stage.lines:
            return
        room = until - self.stage.seconds
        if not self._play(_Wanted("matters", deed, cast, room=room, own=True)):
            self._play(_Wanted("replies", deed, cast, room=room, own=True))

    def _fill(self, deed: Deed, until: float) -> None:
        """Further bits until a time on the scene's clock."""
        failures, alone = 0, len(self.there) == 1
        for turn in range(TRIES):
            room = until - self.stage.seconds
            if room <= self._spare or failures > FAILURES:
                return
            lacks = room > MUCH * self.brief.seconds and turn > TRIES / 5
            book = SOLO if alone and turn % 2 == 0 else FILLING[turn % len(FILLING)]
            cast = self._cast(deed) if book == "replies" else self._pair()
            wanted = _Wanted(book, deed, cast, room=room, own=not lacks)
            failures += not self._play(replace(wanted, either=book != "replies"))

    def _lengthen(self, deed: Deed, closing: float) -> None:
        """More talk, whoever holds it, where there would be too little."""
        book = SOLO if len(self.there) == 1 else "turns"
        fewest = MUTE if self.brief.scene.physical else FEWEST
        while self._words() < fewest * self.brief.seconds:
            room = self.talk - closing - self.stage.seconds if self.talk <= TIGHT else ANY_LENGTH
            if room <= self._spare or not self._play(_Wanted(book, deed, self._pair(), room=room)):
                return

    def _button(self, total: float, closing: float) -> None:
        """The last laugh."""
        written = self.brief.scene.button
        deed = read_beat(written, names_in(self.brief)) if written else Deed(text="")
        room = max(closing, total - self.stage.seconds)
        self._play(_Wanted("buttons", deed, self._cast(deed), room=room))

    @property
    def _opening(self) -> float:
        """Seconds that the opening of a beat may take."""
        if self.talk > TIGHT:
            return ANY_LENGTH
        return OPENED if self.talk > RUSH or not self.stage.lines else BLURTED

    @property
    def _spare(self) -> float:
        """Seconds by which something may come out longer than there is room for."""
        return min(SPARE, SLACK * self.talk)

    def _words(self) -> int:
        return sum(len(line.line.split()) for line in self.stage.lines)

    def _is_full(self) -> bool:
        return self._words() > MOST * self.talk

    def _cast(self, deed: Deed) -> Cast:
        """Who opens a beat, and who is spoken to."""
        known = {one.name: one for one in self.there}
        doer = next((known[name] for name in deed.who if name in known), None)
        first = doer or self._quietest()
        if deed.whom in known and known[deed.whom] is not first:
            return {"A": first, "B": known[deed.whom]}
        others = [one for one in self.there if one is not first]
        if not others:
            return {"A": first}
        idle = [one for one in others if one.name not in deed.who]
        return {"A": first, "B": self._quietest(among=idle or others)}

    def _pair(self, due: Due | None = None) -> Cast:
        """Two who said little; what is due may say whose it is, and about whom."""
        known = {one.name: one for one in self.there}
        last = self._last()
        first = known.get(due.by if due else "") or self._quietest(but=last)
        about = known.get(due.about if due else "")
        second = about if about is not first else None
        others = [one for one in self.there if one is not first]
        if not others:
            return {"A": first}
        return {"A": first, "B": second or self._quietest(among=others)}

    def _last(self) -> list[Character]:
        """Who spoke last; empty at the beginning."""
        named = {line.character for line in self.stage.lines[-1:]}
        return [one for one in self.there if one.name in named]

    def _quietest(
        self, *, but: Sequence[Character] = (), among: Sequence[Character] = ()
    ) -> Character:
        """Who has said least so far."""
        said = self.stage.said
        able = [one for one in among or self.there if one not in but]
        return min(able or among or self.there, key=lambda one: said[one.name])

    def _play(self, wanted: _Wanted) -> bool:
        """Play the bit that fits best; False if none does."""
        chosen: tuple[Bit, Cast] | None = None
        laugh = PROFILES[self.brief.style].laugh_seconds
        for bit, cast in self._able(wanted):
            if bit.letters / LETTERS_A_SECOND + laugh * bit.jokes > wanted.room + self._spare:
                continue
            if chosen is not None and not self._better(bit):
                break
            if self._follows(bit, cast):
                chosen = bit, cast
                break
            chosen = chosen or (bit, cast)
        if chosen is None:
            return False
        self.stage.play(*chosen, wanted.deed, wanted.more)
        return True

    def _better(self, bit: Bit) -> bool:
        """Whether a bit may be played in place of one with which the same speaker goes on.

        Better that somebody goes on talking than that another scene is repeated, or that a beat is
        passed over; but not after a laugh, when they would seem to begin again.
        """
        if bit.book == "openers":
            return bit.weight == 1 and bool(self.stage.lines[-1].beat)
        return self.stage.decks.owns(bit.book, bit.number, bit.of)

    def _follows(self, bit: Bit, cast: Cast) -> bool:
        """Whether a bit begins with somebody else than the one who spoke last."""
        lines = self.stage.lines
        return not lines or lines[-1].character != cast[bit.tells[0].role].name

    def _able(self, wanted: _Wanted) -> Iterator[tuple[Bit, Cast]]:
        """The bits that fit, one's own first, those made for the kind of beat before others."""
        _, shelves = library()
        bits, decks = shelves.get(wanted.book, ()), self.stage.decks
        lively = wanted.book in FILLING
        ranked = sorted(
            (bits[number] for number in decks.order(wanted.book, len(bits))),
            key=lambda bit: (
                bit.weight < 1,
                not decks.owns(bit.book, bit.number, bit.of),
                bit.marked and not decks.owns(bit.book, bit.number, bit.of),
                bit.letters - QUIP * bit.jokes if self.talk < HURRY and not lively else 0,
                decks.rests(bit.name),
                bit.book == "openers" and not bit.jokes,
                not bit.on & wanted.suits,
                bit.book in FILLING and bit.letters > DENSE * bit.jokes,
            ),
        )
        for bit in ranked:
            if wanted.own and not decks.owns(bit.book, bit.number, bit.of):
                continue
            if bit.name in self.stage.told or not (bit.on & wanted.suits or "any" in bit.on):
                continue
            cast = cast_bit(bit, wanted.fixed, self.there, self.stage.said)
            if cast and wanted.either and "B" in cast and not self._follows(bit, cast):
                cast = {**cast, "A": cast["B"], "B": cast["A"]}
            if cast and bit.fits(self.stage.facts(cast, wanted.deed, wanted.more)):
                yield bit, cast


def _thinned(lines: Sequence[DialogueLine], jokes: int) -> Iterator[DialogueLine]:
    """The lines with no more pay-offs than are wanted: the rest are tags of the jokes before."""
    pays = [number for number, line in enumerate(lines) if line.is_comedic_beat]
    spare = len(pays) - max(1, round(1.1 * jokes))
    step = len(pays) / spare if spare > 0 else 0
    cut = {pays[int(step * turn)] for turn in range(spare)} if spare > 0 else set()
    for number, line in enumerate(lines):
        yield replace(line, is_comedic_beat=False, beat="tag", kind=None) if number in cut else line
