"""Plays bits: casts their roles, fills their slots as each speaker says them, marks the jokes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fabula.models.offline.grammar import Thing
from fabula.models.offline.telling import Telling
from fabula.models.offline.templates import slots
from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.words import says
from fabula.productions.episode.offline.beats import Deed
from fabula.productions.episode.offline.bits import Bit, Tell, library
from fabula.productions.episode.offline.decks import Decks
from fabula.productions.episode.offline.trades import trade_of
from fabula.productions.episode.offline.views import Player, Scope, deed_words, verb_phrase
from fabula.productions.episode.offline.voicing import Voice, voice_of
from fabula.productions.episode.profiles import PROFILES
from fabula.story import Character, Emotion, Humor

Cast = Mapping[str, Character]
"""Who plays which role of a bit: "A", "B", "C", "D"."""

_DEALT = ("thing", "other", "deed", "mishap", "maxim", "measure")
TICKS_APART = 5
"""Lines from one tic to the next, at least."""

LONGEST_TRAIT = 14
"""Words of a want or a flaw: nobody says more of them in one breath."""

_FEELINGS: Mapping[Humor, tuple[Emotion, ...]] = {
    "irony": ("deadpan", "amused", "smug"),
    "sarcasm": ("annoyed", "smug"),
    "put-down": ("smug", "annoyed", "amused"),
    "understatement": ("deadpan", "anxious"),
    "exaggeration": ("excited", "panicked", "proud"),
    "absurdity": ("cheerful", "deadpan", "hopeful"),
    "misunderstanding": ("hopeful", "cheerful", "suspicious"),
    "self-deprecation": ("embarrassed", "sad", "deadpan"),
    "wordplay": ("amused", "smug", "deadpan"),
    "reversal": ("deadpan", "amused", "cheerful"),
}
"""How a pay-off is felt where its bit does not say."""

_NUMBERS = ("seven", "eleven", "nine", "fourteen", "forty", "sixty", "four hundred", "thirty-one")


@dataclass(slots=True)
class Stage:
    """A scene while it is played.

    Args:
        brief: What is to be played.
        decks: This scene's share of all that can be drawn.
        lines: What was said so far.
        told: Names of the bits that were played.
    """

    brief: SceneBrief
    decks: Decks
    lines: list[DialogueLine] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    jokes: int = 0
    _telling: Telling = field(init=False)
    _voices: dict[str, Voice] = field(init=False)

    def __post_init__(self) -> None:
        grammar, _ = library()
        self._telling = Telling(grammar, f"{seed_of(self.brief)}", {}, hand=self.decks.hand)
        self._voices = {one.name: voice_of(one) for one in self.brief.cast}

    @property
    def seconds(self) -> float:
        """How long it plays so far, laughs included."""
        laughs = PROFILES[self.brief.style].laugh_seconds
        return sum(line.lasts + laughs * line.is_comedic_beat for line in self.lines)

    @property
    def said(self) -> dict[str, int]:
        """How many letters each has said so far."""
        counts = {one.name: 0 for one in self.brief.cast}
        for line in self.lines:
            counts[line.character] = counts.get(line.character, 0) + len(line.line)
        return counts

    def facts(self, cast: Cast, deed: Deed, more: Mapping[str, object]) -> dict[str, object]:
        """All that bits with these roles may speak of, as A says it to B."""
        return self._story(cast, deed, more, "A")

    def play(self, bit: Bit, cast: Cast, deed: Deed, more: Mapping[str, object]) -> None:
        """Play a bit.

        Args:
            bit: Which one; its roles are cast and it fits.
            cast: Who plays.
            deed: The beat that it belongs to.
            more: Further slots: what is planted, the term of a gag.
        """
        self.told.add(bit.name)
        stories = {role: self._story(cast, deed, more, role) for role in bit.roles}
        joke = ""
        for tell in bit.tells:
            speaker = cast[tell.role]
            words = self._telling.say(tell.rule, **stories[tell.role])
            voice = self._voices[speaker.name]
            said = words if "phrase" in more else self._voiced(voice, words, tell, cast)
            joke = self._joke(tell, joke, speaker.name)
            self._say(_line(speaker, said, tell, voice, joke))
        self._lay_aside(bit, cast)

    def _say(self, line: DialogueLine) -> None:
        """Add a line; who goes on talking says it in the same breath."""
        if not self._joins(line.character):
            self.lines.append(line)
            return
        self.lines[-1] = replace(line, line=f"{self.lines[-1].line} {line.line}")

    def _joins(self, name: str) -> bool:
        """Whether somebody who says something now is still talking."""
        return bool(self.lines) and self.lines[-1].character == name and not self.lines[-1].beat

    def _ticked(self, who: Character) -> bool:
        """Whether somebody had a tic in one of their last lines."""
        own = [line.line for line in self.lines if line.character == who.name][-TICKS_APART:]
        return any(says(line, tic) for line in own for tic in who.voice.verbal_tics)

    def _voiced(self, voice: Voice, words: str, tell: Tell, cast: Cast) -> str:
        """A line as its speaker says it, now and then with what they call the other."""
        chance = self.decks.chance(f"voice {tell.rule}")
        goes_on = self._joins(voice.character.name)
        closes = tell.beat == "payoff" or goes_on
        said = voice.says(words, chance, closes=closes, ticks=not self._ticked(voice.character))
        other = cast.get("B" if tell.role == "A" else "A")
        return said if closes else voice.called(said, other, chance)

    def _joke(self, tell: Tell, joke: str, speaker: str) -> str:
        """The joke that a line belongs to; what was said last sets up one that has no set-up."""
        unprepared = tell.beat == "payoff" and self._paid(joke)
        if tell.beat != "setup" and not unprepared:
            return joke
        self.jokes += 1
        name = f"{self.brief.scene.number}-{self.jokes}"
        if (
            unprepared
            and self.lines
            and not self.lines[-1].beat
            and speaker != self.lines[-1].character
        ):
            self.lines[-1] = replace(self.lines[-1], beat="setup", joke=name)
        return name

    def _paid(self, joke: str) -> bool:
        return not joke or any(line.joke == joke and line.is_comedic_beat for line in self.lines)

    def _story(
        self, cast: Cast, deed: Deed, more: Mapping[str, object], role: str
    ) -> dict[str, object]:
        """What a line of a role may speak of."""
        speaker = cast.get(role, cast["A"])
        partner = cast.get("B" if role == "A" else "A")
        to = None if partner is speaker else partner
        scope = Scope(speaker, to)
        known = {one.name: one for one in self.brief.cast}
        doers = set(deed.who) & set(known)
        story: dict[str, object] = {
            **self._room(deed),
            **deed_words(deed, scope, known),
            "you": _called(speaker, to),
            "mine": cast["A"].name in doers and len(deed.who) == 1 and deed.verb != "be",
            "ours": cast["A"].name in doers and len(deed.who) > 1 and "B" in cast,
            "theirs": bool(deed.verb) and cast["A"].name not in doers,
            "to_you": bool(deed.whom) and to is not None and deed.whom == cast["B"].name,
            "whom": Thing(deed.whom) if deed.whom else None,
            **more,
        }
        for letter in "ABCD":
            story[letter] = self._player(cast[letter], scope, cast) if letter in cast else None
        for name, value in more.items():
            if isinstance(value, Thing):
                story[name] = Thing(scope.deed(value.name, deed, known), many=value.many)
        return story

    def _room(self, deed: Deed) -> dict[str, object]:
        """What the place has, and who is missed."""
        decks, brief = self.decks, self.brief
        here = {one.name for one in brief.cast}
        away = [who for story in brief.stories for who in story.who if who not in here]
        matter = f"{deed.text} {brief.scene.summary}".lower()
        props = [prop for prop in brief.place.props if prop.lower() not in matter]
        return {
            "prop": decks.peek("props", props),
            "room": _room_name(brief),
            "n": decks.peek("numbers", _NUMBERS) or "eleven",
            "absent": away[0] if away else "",
            "few": 0 < len(deed.text.split()) < 4,
            "night": brief.scene.time in ("NIGHT", "EVENING"),
        }

    def _player(self, who: Character, scope: Scope, cast: Cast) -> Player:
        """A character as a line speaks of them."""
        person = scope.person(who.name)
        return Player(
            name=who.name,
            pronouns=person or who.pronouns,
            want=scope.own(who.want.rstrip("."), who) if self._told_here("want", who) else "",
            flaw=scope.own(verb_phrase(who.flaw), who) if self._told_here("flaw", who) else "",
            work=scope.own(_short(verb_phrase(who.job)), who),
            **self._dealt(who, cast),
        )

    def _told_here(self, what: str, who: Character) -> bool:
        """Whether this is one of the two scenes that may speak of what somebody wants, or lacks."""
        mine, hands = self.decks.hand
        if len(getattr(who, what).split()) > LONGEST_TRAIT:
            return False
        return mine in self.decks.shared(f"{what} {who.name}", hands)[:2]

    def _dealt(self, who: Character, cast: Cast) -> dict[str, str]:
        """The words of their trade that are next; no two of a trade hold the same."""
        trade = trade_of(who)
        same = [one.name for one in cast.values() if trade_of(one) is trade]
        ahead = same.index(who.name)
        shelves = {"other": trade.things}
        shelves |= {
            "thing": trade.things,
            "deed": trade.deeds,
            "mishap": trade.mishaps,
            "maxim": trade.maxims,
            "measure": trade.measures,
        }
        return {
            name: self.decks.peek(
                _deck(trade.name, name), shelves[name], ahead + len(same) * (name == "other")
            )
            for name in _DEALT
        }

    def _lay_aside(self, bit: Bit, cast: Cast) -> None:
        """What a bit drew is drawn."""
        grammar, _ = library()
        used = {
            slot.path for tell in bit.tells for slot in slots(grammar.rules[tell.rule][0].template)
        }
        dealt = {letter: self._dealt(who, cast) for letter, who in cast.items()}
        for path in sorted(used):
            if len(path) > 1 and path[0] in cast and path[1] in _DEALT:
                trade = trade_of(cast[path[0]]).name
                self.decks.take(_deck(trade, path[1]), dealt[path[0]][path[1]])
        if ("n",) in used:
            self.decks.take("numbers", self.decks.peek("numbers", _NUMBERS))


def seed_of(brief: SceneBrief) -> str:
    """What all scenes of an episode share, so that they shuffle alike."""
    return f"{brief.seed}/{brief.premise}/{brief.show}"


def cast_bit(
    bit: Bit, fixed: Cast, others: Sequence[Character], said: Mapping[str, int]
) -> Cast | None:
    """Who plays a bit: those who are fixed, then whoever its jokes suit and who said least.

    Args:
        bit: The bit.
        fixed: The roles that the beat decides.
        others: Who else is there.
        said: How many letters each has said.
    """
    cast = dict(fixed)
    free = [one for one in others if one not in cast.values()]
    for role in bit.roles:
        if role in cast:
            continue
        if not free:
            return None
        kinds = [tell.kinds for tell in bit.tells if tell.role == role and tell.kinds]
        best = min(free, key=lambda one: said[one.name] - 120 * _suits(one, kinds))
        cast[role] = best
        free.remove(best)
    return cast


def _suits(one: Character, kinds: Sequence[Sequence[str]]) -> int:
    """How many jokes of a role are of a kind that a character makes."""
    return sum(bool(set(some) & set(one.voice.humor_style)) for some in kinds)


def _deck(trade: str, name: str) -> str:
    return f"{trade} {'thing' if name == 'other' else name}"


def _line(speaker: Character, said: str, tell: Tell, voice: Voice, joke: str) -> DialogueLine:
    pays = tell.beat == "payoff"
    kind = voice.jokes(tell.kinds) if pays else None
    return DialogueLine(
        character=speaker.name,
        line=said,
        emotion=voice.feels(tell.emotions or (_FEELINGS.get(kind, ()) if kind else ())),
        is_comedic_beat=pays,
        beat=tell.beat,
        joke=joke if tell.beat else "",
        kind=kind,
    )


def _called(speaker: Character, to: Character | None) -> str:
    """What somebody calls another to their face."""
    if to is None:
        return ""
    relation = speaker.toward(to.name)
    return relation.address_terms[0] if relation and relation.address_terms else to.name


def _short(phrase: str) -> str:
    """A verb phrase without its afterthought: "lead the orchestra", not "..., which is six"."""
    return (
        phrase.split(",", maxsplit=1)[0].split(" who ", maxsplit=1)[0].split(" and ", maxsplit=1)[0]
    )


def _room_name(brief: SceneBrief) -> str:
    """What people call where they are: "the storeroom"; empty if it has no such name."""
    last = brief.place.name.rsplit(",", maxsplit=1)[-1].strip().lower()
    if not last or "'" in last or " and " in last or any(sign.isdigit() for sign in last):
        return ""
    return last if last.startswith(("the ", "a ")) else f"the {last}"
