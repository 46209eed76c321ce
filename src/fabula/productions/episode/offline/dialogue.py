"""Writes what is said in a scene: each beat opened, answered by bits, and the scene on its button."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.models.offline.grammar import Thing
from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.offline.beats import Deed, read_beat
from fabula.productions.episode.offline.bits import Bit, library
from fabula.productions.episode.offline.decks import Decks
from fabula.productions.episode.offline.inflection import several
from fabula.productions.episode.offline.playing import Cast, Stage, cast_bit, seed_of
from fabula.story import Character

SEEN = 0.14
"""Share of a scene in which nobody speaks; what is played in silence comes on top."""

PLAYED = 0.09
LETTERS_A_SECOND = 11.0
"""Of talk, pauses included: to guess how long a bit lasts before it is told."""

FEWEST = 1.3
"""Words a second of the whole scene, directions and laughs included: with fewer it is a mime."""

MOST = 2.6
"""Words a second with which nothing more is begun."""

MUCH = 0.2
"""Share of a scene that is too much for looks and business: what others hold is drawn, too."""

SPARE = 4.0
"""Seconds that are too few for another bit."""


def write_dialogue(brief: SceneBrief) -> SceneDialogue:
    """What is said in a scene."""
    if not brief.cast:
        return SceneDialogue(brief.scene.number, brief.scene.location, (), ())
    decks = Decks(seed_of(brief), (brief.scene.number - 1, max(brief.scenes, brief.scene.number)))
    scene = _Scene(brief, Stage(brief, decks))
    scene.write()
    lines = tuple(_thinned(scene.stage.lines, brief.jokes))
    return SceneDialogue(brief.scene.number, brief.scene.location, brief.scene.characters, lines)


@dataclass(slots=True)
class _Scene:
    """A scene being written."""

    brief: SceneBrief
    stage: Stage

    def write(self) -> None:
        """All beats in order, what is due between them, and the button."""
        deeds = self._deeds()
        total = self.brief.seconds * (1 - SEEN - PLAYED * bool(self.brief.scene.physical))
        closing = 14.0 if total > 60 else 7.0
        due = self._due(len(deeds))
        phrases = self._phrases(len(deeds))
        for place, deed in enumerate(deeds):
            if self._words() > MOST * self.brief.seconds:
                break
            until = (total - closing) * (place + 1) / len(deeds)
            cast = self._cast(deed)
            self._one("openers", deed, cast, {}, kinds={deed.kind or "unread"}, room=1e9)
            room = until - self.stage.seconds
            kinds = {deed.kind or "unread"}
            if not self._one("matters", deed, cast, {}, room=room, own=True) or place % 2:
                room = until - self.stage.seconds
                self._one("replies", deed, cast, {}, kinds=kinds, room=room, own=True)
            for book, more in due.get(place, ()):
                if self._words() > MOST * self.brief.seconds:
                    break
                self._one(book, deed, self._pair(more), more, room=1e9)
            for more in phrases.get(place, ()):
                self._one("phrases", deed, self._pair(more), more, room=1e9)
            self._fill(deed, until)
        self._fill(deeds[-1], total - closing)
        loose = "solo" if len(self.brief.cast) == 1 else "turns"
        while self._words() < FEWEST * self.brief.seconds:
            spoken = len(self.stage.lines)
            self._one(loose, deeds[-1], self._pair({}), {}, room=1e9)
            if len(self.stage.lines) == spoken:
                break
        if self._words() < MOST * self.brief.seconds:
            self._button(total)

    def _words(self) -> int:
        return sum(len(line.line.split()) for line in self.stage.lines)

    def _deeds(self) -> list[Deed]:
        names = self._names()
        beats = self.brief.scene.beats or (self.brief.scene.summary,)
        read = [read_beat(beat, names) for beat in beats if beat.strip()]
        return read or [Deed(text="nothing")]

    def _names(self) -> list[str]:
        away = [who for story in self.brief.stories for who in story.who]
        return list(dict.fromkeys([*(one.name for one in self.brief.cast), *away]))

    def _cast(self, deed: Deed) -> Cast:
        """Who opens a beat, and who is spoken to."""
        known = {one.name: one for one in self.brief.cast}
        doer = next((known[name] for name in deed.who if name in known), None)
        first = doer or self._quietest(())
        cast = {"A": first}
        if deed.whom in known and known[deed.whom] is not first:
            cast["B"] = known[deed.whom]
        elif len(known) > 1:
            free = [one for one in self.brief.cast if one.name not in deed.who]
            cast["B"] = self._quietest((first,), free)
        return cast

    def _quietest(self, but: Sequence[Character], among: Sequence[Character] = ()) -> Character:
        """Who has said least so far, of those who are not left out."""
        said = self.stage.said
        able = [one for one in among if one not in but]
        able = able or [one for one in self.brief.cast if one not in but]
        return min(able or self.brief.cast, key=lambda one: said[one.name])

    def _pair(self, more: Mapping[str, object]) -> Cast:
        """Two who said little, for something that belongs to nobody; a gag's owner has it."""
        known = {one.name: one for one in self.brief.cast}
        last = [known[line.character] for line in self.stage.lines[-1:] if line.character in known]
        first = known.get(str(more.get("by"))) or self._quietest(last)
        rest = [one for one in self.brief.cast if one is not first]
        about = known.get(str(more.get("about"))) or self._quietest((first,))
        return {"A": first} | ({"B": about} if rest and about is not first else {})

    def _due(self, beats: int) -> dict[int, list[tuple[str, dict[str, object]]]]:
        """The plants, pay-offs and gags of the scene, by the beat after which they come."""
        due: dict[int, list[tuple[str, dict[str, object]]]] = {}
        for number, plant in enumerate(self.brief.plants):
            due.setdefault(number % beats, []).append(("plants", _plant(plant.what)))
        for number, plant in enumerate(self.brief.payoffs):
            at = max(0, beats - 1 - number % beats)
            due.setdefault(at, []).append(("payoffs", _plant(plant.what)))
        for turn in self.brief.gags:
            terms = turn.gag.terms
            term = terms[min(turn.turn - 1, len(terms) - 1)]
            proper = term[:1].isupper()
            named = next((n for n in self._names() if f"{n}'s" in turn.gag.what), "")
            more: dict[str, object] = {
                "term": term,
                "named": named,
                "there": named in {one.name for one in self.brief.cast},
                "turn": turn.turn,
                "last": int(turn.turn == turn.turns),
                "by": turn.gag.owner,
                "about": named,
            }
            book = "names" if proper and "name" in turn.gag.what.lower() else "gags"
            due.setdefault(min(beats - 1, beats // 2), []).append((book, more))
        return due

    def _phrases(self, beats: int) -> dict[int, list[dict[str, object]]]:
        """The catchphrases of this scene: each is heard in two scenes of an episode, at most."""
        mine, hands = self.stage.decks.hand
        due: dict[int, list[dict[str, object]]] = {}
        for number, one in enumerate(self.brief.cast):
            for phrase in one.voice.catchphrases[:1]:
                away = set(self._names()) - {other.name for other in self.brief.cast}
                if any(name in phrase for name in away):
                    continue
                if mine in self.stage.decks.shared(f"phrase {one.name}", hands)[:2]:
                    more: dict[str, object] = {"phrase": phrase.rstrip("."), "by": one.name}
                    due.setdefault(number % beats, []).append(more)
        return due

    def _fill(self, deed: Deed, until: float) -> None:
        """Further bits until a time on the scene's clock."""
        tries = failed = 0
        while until - self.stage.seconds > SPARE and tries < 40:
            tries += 1
            room = until - self.stage.seconds
            book, cast = ("turns", self._pair({})) if tries % 2 else ("replies", self._cast(deed))
            book = "solo" if len(self.brief.cast) == 1 else book
            lacks = room > MUCH * self.brief.seconds
            if not self._one(book, deed, cast, {}, room=room, own=not lacks or tries < 8):
                if tries > 12 or not lacks:
                    failed += 1
                if failed > 3:
                    return

    def _button(self, total: float) -> None:
        """The last laugh."""
        deed = (
            read_beat(self.brief.scene.button, self._names()) if self.brief.scene.button else None
        )
        deed = deed or Deed(text="")
        room = max(12.0, total - self.stage.seconds)
        self._one("buttons", deed, self._cast(deed), {}, kinds={deed.kind or "any"}, room=room)

    def _one(
        self,
        book: str,
        deed: Deed,
        fixed: Cast,
        more: Mapping[str, object],
        *,
        room: float,
        kinds: set[str] | None = None,
        own: bool = False,
    ) -> bool:
        """Play the bit of a book that fits best; False if none does."""
        kinds = kinds or {deed.kind or "unread"}
        fallback: tuple[Bit, Cast] | None = None
        for bit, cast in self._able(book, deed, fixed, more, kinds, own=own):
            if bit.letters / LETTERS_A_SECOND + 2 * bit.jokes > room + SPARE:
                continue
            owned = self.stage.decks.owns(book, bit.number, bit.of)
            if fallback is not None and not owned:
                break
            if self._follows(bit, cast):
                self.stage.play(bit, cast, deed, more)
                return True
            fallback = fallback or (bit, cast)
            if book == "openers":
                break
        if fallback is not None:
            self.stage.play(*fallback, deed, more)
        return fallback is not None

    def _follows(self, bit: Bit, cast: Cast) -> bool:
        """Whether a bit begins with somebody else than the one who spoke last."""
        lines = self.stage.lines
        return not lines or lines[-1].character != cast[bit.tells[0].role].name

    def _able(
        self,
        book: str,
        deed: Deed,
        fixed: Cast,
        more: Mapping[str, object],
        kinds: set[str],
        *,
        own: bool = False,
    ) -> Iterator[tuple[Bit, Cast]]:
        """The bits of a book that fit, one's own first, those made for the kind of beat before."""
        _, shelves = library()
        bits = shelves.get(book, ())
        order = self.stage.decks.order(book, len(bits))
        ranked = sorted(
            order,
            key=lambda n: (
                bits[n].weight < 1,
                not self.stage.decks.owns(book, n, len(bits)),
                not bits[n].on & kinds,
            ),
        )
        for number in ranked:
            bit = bits[number]
            if own and not self.stage.decks.owns(book, number, len(bits)):
                continue
            if bit.name in self.stage.told or not (bit.on & kinds or "any" in bit.on):
                continue
            cast = cast_bit(bit, fixed, self.brief.cast, self.stage.said)
            if cast is None:
                continue
            if bit.fits(self.stage.facts(cast, deed, more)):
                yield bit, cast


def _plant(what: str) -> dict[str, object]:
    """The slots of something that is planted: as a thing, or as a clause."""
    plain = what.strip().rstrip(".")
    deed = read_beat(plain, ())
    thing = plain.split(" ")[0].lower() in ("a", "an", "the", "his", "her", "some") or not deed.verb
    if thing:
        return {"what": Thing(plain, many=several(plain)), "clause": ""}
    return {"what": None, "clause": plain}


def _thinned(lines: Sequence[DialogueLine], jokes: int) -> Iterator[DialogueLine]:
    """The lines with no more pay-offs than are wanted: the rest are tags of the jokes before."""
    pays = [number for number, line in enumerate(lines) if line.is_comedic_beat]
    spare = len(pays) - max(1, round(1.1 * jokes))
    step = len(pays) / spare if spare > 0 else 0
    cut = {pays[int(step * turn)] for turn in range(spare)} if spare > 0 else set()
    for number, line in enumerate(lines):
        yield replace(line, is_comedic_beat=False, beat="tag", kind=None) if number in cut else line
