"""Writes what is seen in a scene: the set, what is done and handled, and the picture at the end."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from fabula.models.offline.grammar import Grammar, Thing
from fabula.models.offline.telling import Telling
from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import SceneDialogue
from fabula.productions.episode.directions import (
    ActionBeat,
    CameraSuggestion,
    PhysicalComedySequence,
    SceneStageDirections,
    action_seconds,
)
from fabula.productions.episode.measures.words import content
from fabula.productions.episode.offline.beats import Deed, head_of, read_beat
from fabula.productions.episode.offline.comings import Comings, comings, enters, leaves
from fabula.productions.episode.offline.decks import Decks
from fabula.productions.episode.offline.inflection import several
from fabula.productions.episode.offline.pacing import QUIET
from fabula.productions.episode.offline.playing import seed_of
from fabula.productions.episode.offline.slapstick import (
    Event,
    piece_rules,
    pieces,
    pieces_for,
    read_event,
    worse,
)
from fabula.productions.episode.offline.trades import trade_of
from fabula.productions.episode.offline.views import Player
from fabula.productions.episode.profiles import PROFILES
from fabula.story import Character

_TEXT = files("fabula.productions.episode.offline").joinpath("directions.toml").read_text("utf-8")
_PARTS = (
    "opening",
    "company",
    "enter",
    "leave",
    "business",
    "pause",
    "hush",
    "plant",
    "payoff",
    "close",
)
CLOSE_ENOUGH = 0.015
"""Share of a scene by which its length may miss what was ordered."""

SHORT, HURRIED, BUSY = 40.0, 55.0, 75.0
"""Seconds below which a set is told in one sentence; below which physical comedy is; and below
which there is no time for anybody's business as the scene begins."""

FULL, COMPANY = 90.0, 3
"""Seconds from which on a scene shows what up to three others are doing as it begins."""

ENOUGH = 0.6
"""Share of a beat's words that must be heard, so that it need not be seen."""

LONGEST = 6.0
"""Seconds that a look may last."""


def write_directions(brief: SceneBrief, dialogue: SceneDialogue) -> SceneStageDirections:
    """What is seen in a scene whose dialogue is written."""
    scene = _Seen(brief, dialogue)
    beats = (*scene.moves(), *scene.deeds(), *scene.shown(), *scene.fallen())
    played = scene.played()
    directions = SceneStageDirections(
        scene_number=brief.scene.number,
        opening_description=scene.opening(),
        action_beats=tuple(sorted(beats, key=lambda beat: beat.after_line)),
        physical_comedy_sequences=played,
        closing_description=scene.closing(),
        camera_suggestions=scene.shots(played),
    )
    return scene.stretched(directions)


def seen_seconds(brief: SceneBrief) -> float:
    """About how long what is seen in a scene will take, before anything is said in it.

    Args:
        brief: Of the scene.
    """
    nothing = SceneDialogue(brief.scene.number, brief.scene.location, brief.scene.characters, ())
    scene = _Seen(brief, nothing)
    framing = action_seconds(scene.opening() + scene.closing())
    names = [one.name for one in brief.cast]
    beats = [beat for beat in brief.scene.beats if read_beat(beat, names).kind not in QUIET]
    played = sum(sequence.lasts for sequence in scene.played())
    shown = sum(beat.lasts for beat in (*scene.moves(), *scene.shown(), *scene.fallen()))
    return framing + played + shown + sum(map(action_seconds, beats))


@lru_cache(maxsize=1)
def stagecraft() -> Grammar:
    """The grammar of what is seen."""
    table = tomllib.loads(_TEXT)
    rules = {name: table[name] for name in _PARTS} | piece_rules()
    knows = {"A": Player, "B": Player, "room": str, "event": str}
    return Grammar(rules, knows | {"prop": Thing, "what": Thing, "it": Thing})


@dataclass(slots=True)
class _Seen:
    """A scene while its directions are written."""

    brief: SceneBrief
    dialogue: SceneDialogue
    _comings: Comings = field(init=False)
    _decks: Decks = field(init=False)
    _telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        number = self.brief.scene.number
        self._comings = comings(self.brief)
        hand = (number - 1, max(self.brief.scenes, number))
        self._decks = Decks(f"seen/{seed_of(self.brief)}", hand)
        self._telling = Telling(stagecraft(), f"seen/{seed_of(self.brief)}", {}, hand=hand)

    def opening(self) -> str:
        """The set as it is found, and who does what in it."""
        first, *others = self._there(0)
        about = self.brief.place.about
        about = f"{about.rstrip('.')}." if about else f"{_titled(self.brief.place.name)}."
        if self.brief.seconds < SHORT:
            return about.split(". ")[0].rstrip(".") + "."
        if self.brief.seconds < BUSY:
            return about
        busy = [self._say("opening", first, others[:1] and others[0])]
        shown = COMPANY if self.brief.seconds > FULL else 1
        busy += [self._say("company", first, one) for one in others[:shown]]
        return " ".join((about, *busy))

    def _line_at(self, name: str) -> int:
        """After which line somebody comes in; 0 for those who are there from the beginning."""
        lines = self.dialogue.dialogue_lines
        own = (number for number, line in enumerate(lines) if line.character == name)
        return next(own, 0) if name in self._comings.arrive else 0

    def _line_until(self, name: str) -> int:
        """After which line somebody goes; the last one for those who stay."""
        lines = self.dialogue.dialogue_lines
        own = [number for number, line in enumerate(lines, 1) if line.character == name]
        return own[-1] if own and name in self._comings.leave else len(lines)

    def _there(self, after: int) -> list[Character]:
        """Who can be seen after a line."""
        cast = self.brief.cast
        here = [o for o in cast if self._line_at(o.name) <= after <= self._line_until(o.name)]
        came = self._comings.arrive if not after else {}
        return [one for one in here if one.name not in came] or list(cast[:1])

    def moves(self) -> Iterator[ActionBeat]:
        """Who comes in and who goes, where no beat tells it."""
        known = {one.name: one for one in self.brief.cast}
        told = [one for deed in self._read() for one in deed.who if enters(deed) or leaves(deed)]
        for rule, names, at in (
            ("enter", self._comings.arrive, self._line_at),
            ("leave", self._comings.leave, self._line_until),
        ):
            for name in names:
                if name not in told:
                    action = self._say(rule, known[name], None)
                    yield ActionBeat(at(name), action, (name,))

    def _read(self) -> list[Deed]:
        names = [one.name for one in self.brief.cast]
        return [read_beat(beat, names) for beat in self.brief.scene.beats]

    def deeds(self) -> Iterator[ActionBeat]:
        """What is done in each beat that is not talk alone, after the line that begins it."""
        last = 0
        for beat, deed in zip(self.brief.scene.beats, self._read(), strict=True):
            came = max((self._line_at(name) for name in deed.who), default=0)
            comes = enters(deed) and any(name in self._comings.arrive for name in deed.who)
            spoken = min(came + bool(came), len(self.dialogue.dialogue_lines))
            last = came if comes else max(spoken, self._line_of(beat, last))
            quiet = deed.kind in QUIET or self.brief.seconds < HURRIED
            if quiet and not comes and self._heard(deed):
                continue
            text = f"{beat.strip().rstrip('.')}."
            yield ActionBeat(last, text[:1].upper() + text[1:], deed.who, self._props(beat, deed))

    def shown(self) -> Iterator[ActionBeat]:
        """What is planted here, and what comes back."""
        hurried = self.brief.seconds < SHORT
        beats = set(_stems(" ".join((*self.brief.scene.beats, self.brief.scene.physical))))
        for rule, plants in (("plant", self.brief.plants), ("payoff", self.brief.payoffs)):
            for plant in plants:
                words = plant.what.strip().rstrip(".")
                if hurried and 2 * len(beats & set(_stems(words))) >= len(set(_stems(words))):
                    continue
                if read_beat(words, ()).verb and not words.startswith(
                    ("a ", "an ", "the ", "his ")
                ):
                    continue
                after = self._line_of(words, 0)
                first, *others = self._there(after)
                action = self._say(rule, first, others and others[0], what=Thing(words))
                yield ActionBeat(after, action, (first.name,), (head_of(words),))

    def fallen(self) -> Iterator[ActionBeat]:
        """What is left of the physical comedy in a scene that has no time for it."""
        physical = self.brief.scene.physical.strip().rstrip(".")
        if physical and self.brief.seconds < HURRIED:
            deed = read_beat(physical, [one.name for one in self.brief.cast])
            after = self._line_of(physical, len(self.dialogue.dialogue_lines) // 2)
            text = f"{physical[:1].upper()}{physical[1:]}."
            yield ActionBeat(after, text, deed.who, self._props(physical, deed))

    def played(self) -> tuple[PhysicalComedySequence, ...]:
        """The piece of physical comedy, if the scene has one."""
        physical = self.brief.scene.physical
        if not physical.strip() or self.brief.seconds < HURRIED:
            return ()
        names = [one.name for one in self.brief.cast]
        event = read_event(physical, names, self.brief.place.props)
        after = self._line_of(physical, len(self.dialogue.dialogue_lines) // 3)
        after = max(after, *(self._line_at(name) + 1 for name in (*names[:1], *event.names)))
        after = min(after, len(self.dialogue.dialogue_lines))
        in_it = [one for name in event.names for one in self.brief.cast if one.name == name]
        first, *others = in_it + [one for one in self._there(after) if one not in in_it]
        return (self._piece(event, after, first, others[0] if others else None),)

    def _piece(
        self, event: Event, after: int, first: Character, other: Character | None
    ) -> PhysicalComedySequence:
        """A piece that makes an event worse."""
        kind = event.kind if other else "alone"
        fitting = pieces_for(kind)
        number = fitting[self._decks.order(f"physical {kind}", len(fitting))[0]]
        thing = event.it or self._prop()
        tell = {"event": event.told, "it": _thing(thing), "prop": _thing(self._prop())}

        def say(rule: str) -> str:
            return self._say(rule, first, other, **tell)

        count = min(len(pieces()[number]["escalations"]), 3 if self.brief.seconds > FULL else 2)
        return PhysicalComedySequence(
            after_line=after,
            characters=tuple(one.name for one in (first, other) if one is not None),
            setup=say(f"setup{number}"),
            escalations=tuple(say(worse(number, place)) for place in range(count)),
            climax=say(f"climax{number}"),
            resolution=say(f"resolution{number}"),
            props=(thing,),
        )

    def closing(self) -> str:
        """The picture that the button leaves."""
        button = self.brief.scene.button.strip()
        if button:
            return button if button[-1] in ".!?" else f"{button}."
        first, *others = self._there(len(self.dialogue.dialogue_lines))
        return self._say("close", first, others and others[0])

    def shots(self, played: Sequence[PhysicalComedySequence]) -> tuple[CameraSuggestion, ...]:
        """The shots without which a joke is lost."""
        shots = [CameraSuggestion(one.after_line, "wide", one.characters[0]) for one in played]
        shots += [
            CameraSuggestion(self._line_of(plant.what, 0), "insert", head_of(plant.what))
            for plant in self.brief.plants[:1]
        ]
        return tuple(shots)

    def stretched(self, directions: SceneStageDirections) -> SceneStageDirections:
        """The directions with as many looks and pauses as the scene has time for."""
        laughs = PROFILES[self.brief.style].laugh_seconds * self.dialogue.comedic_beats_count
        spoken = self.dialogue.total_runtime_estimate + laughs
        left = self.brief.seconds - spoken - directions.total_visual_runtime
        beats = list(directions.action_beats)
        busy = {one.after_line for one in beats}
        busy |= {one.after_line for one in directions.physical_comedy_sequences}
        alone = [after for after in self._unanswered() if after not in busy]
        pays = [n for n, line in enumerate(self.dialogue.dialogue_lines, 1) if line.is_comedic_beat]
        rest = [after for after in pays if after not in alone]
        order = self._decks.chance("looks").sample(rest, len(rest))
        for after in (*alone, *sorted(order, key=lambda after: after in busy)):
            if left >= CLOSE_ENOUGH * self.brief.seconds:
                beat = self._look(after)
            elif after in alone:
                beat = ActionBeat(after, self._say("hush", self.brief.cast[0], None))
            else:
                break
            beats.append(beat)
            left -= beat.lasts
        beats.sort(key=lambda beat: beat.after_line)
        if left > CLOSE_ENOUGH * self.brief.seconds and beats:
            more = left / len(beats)
            beats = [
                replace(one, seconds=min(one.lasts + more, one.lasts + LONGEST)) for one in beats
            ]
        return replace(directions, action_beats=tuple(beats))

    def _unanswered(self) -> list[int]:
        """The lines after which the same speaker begins again: something must be seen between."""
        speakers = [line.character for line in self.dialogue.dialogue_lines]
        return [after for after, (one, next_) in enumerate(pairwise(speakers), 1) if one == next_]

    def _look(self, after: int) -> ActionBeat:
        """A look or a small business after a line, by who said it."""
        speaker = self.dialogue.dialogue_lines[after - 1].character
        first = next((one for one in self.brief.cast if one.name == speaker), self.brief.cast[0])
        other = next((one for one in self._there(after) if one is not first), None)
        action = self._say("business" if other else "pause", first, other)
        return ActionBeat(after, action, tuple(one.name for one in (first, other) if one))

    def _say(self, rule: str, first: Character, other: object, **more: object) -> str:
        """A rule of the grammar about one or two characters."""
        second = other if isinstance(other, Character) else None
        return self._telling.say(
            rule,
            A=self._player(first, 0),
            B=self._player(second, 1) if second else None,
            **{"prop": _thing(self._prop()), "room": "the room", **more},
        )

    def _player(self, who: Character, ahead: int) -> Player:
        trade = trade_of(who)
        things, deeds = trade.things, trade.deeds
        chance = self._decks.chance(f"{who.name} {ahead} {len(self._telling.picks)}")
        return Player(
            who.name, who.pronouns, thing=chance.choice(things), deed=chance.choice(deeds)
        )

    def _prop(self) -> str:
        """A thing of the place, another each time."""
        props = self.brief.place.props or ("chair", "table", "door", "curtain")
        order = self._decks.order("seen props", len(props))
        return props[order[len(self._telling.picks) % len(props)]]

    def _line_of(self, text: str, least: int) -> int:
        """The line in which a text is heard most, not before another; 0 if there is no line."""
        wanted = set(_stems(text))
        lines = self.dialogue.dialogue_lines
        if not lines:
            return 0
        scores = [
            (len(wanted & set(_stems(line.line))), -number)
            for number, line in enumerate(lines, 1)
            if number > least
        ]
        best = max(scores, default=(0, -max(1, least)))
        return -best[1] if best[0] else max(1, least)

    def _heard(self, deed: Deed) -> bool:
        """Whether the talk says what a beat tells, whoever does it in whatever words."""
        names = _stems(" ".join(one.name for one in self.brief.cast))
        wanted = set(_stems(deed.rest or deed.text)) - set(names)
        said = {stem for line in self.dialogue.dialogue_lines for stem in _stems(line.line)}
        return len(wanted & said) >= ENOUGH * len(wanted)

    def _props(self, text: str, deed: Deed) -> tuple[str, ...]:
        """The things of the place that a text names, or its object."""
        low = text.lower()
        named = tuple(prop for prop in self.brief.place.props if prop.lower() in low)
        return named or (
            (head_of(deed.thing),) if deed.thing and len(deed.thing.split()) < 5 else ()
        )


def _stems(text: str) -> list[str]:
    return [re.sub(r"(?:'s|ing|ies|es|ed|s|e)$", "", word) for word in content(text)]


def _thing(name: str) -> Thing:
    return Thing(name, many=several(name))


def _titled(name: str) -> str:
    return name.title().replace("'S", "'s")
