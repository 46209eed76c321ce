"""Puts a plain line into a mouth: contractions, sentences, habits, tics, what others are called."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Literal

from fabula.models.offline.manners import Manner
from fabula.story import Amount, Character, Emotion, Feature, Humor

_TABLE = tomllib.loads(
    files("fabula.productions.episode.offline").joinpath("voice.toml").read_text("utf-8")
)
_RATES: dict[Amount, float] = {"none": 0.0, "few": 0.0, "some": 0.14, "many": 0.28}
_TIC_RATE = 0.25
_OPENS = frozenset(
    ("mind you", "as it happens", "i must say", "between us", "in my day", "for the record", "look",
     "be it noted", "honestly", "on paper", "if i may", "you know", "you see", "in a way")
)  # fmt: skip
"""Tics that may open a sentence; others close one."""

_WEAK = re.compile(
    r"\b(?:I am|(?:you|we|they) are|(?:he|she|it|that|this|there|nobody|everybody) is|"
    r"(?:I|he|she|it) was|(?:you|we|they) were|"
    r"(?:I|you|we|they|he|she|it) (?P<modal>will|would|could|must))"
    r"(?= (?!(?:not|no|never|have|going|all|to|so|ever|only|just|be|again|you|I)\b)\w)",
    re.IGNORECASE,
)
"""Where a small word can stand that changes nothing: "I am just in the doorway"."""

_SOFT, _CRISP = 0.9, 0.55
"""Share of such places that have one, and of those in pay-offs, which it makes longer."""

_CALLS = 0.3
_STATEMENT = re.compile(
    r"(?:I|you|we|he|she|it|they|that|this|there|the|a|an|my|your|our|nobody|somebody|everybody)\b"
    r"(?=[^.?!]*[.!])",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:What|Who|Where|When|Why|How|Which|Whose|Is|Are|Was|Do|Did|Have|Has|Can|Could|Would|Will|"
    r"Does|Should|Shall)\b[^.!?]{6,}\?"
)
_STRANDED = re.compile(r"\b(\w+)['\u2019]s (it|he|she|there)(?=[?.!,]| (?:then|though|this)\b)")
"""A contraction that nobody says: "What's it?"."""

_ASKS = 0.5
"""Share of questions that are put in their own way."""

_IMPERSONAL = re.compile(
    r"(?:it|that|this|there|the|a|an)\b"
    r"(?=[^.?!]*\b(?:is|was|has|had|does|did|will|would|can|cannot|could|must|may|should)\b)",
    re.IGNORECASE,
)
"""A sentence about a thing; "The plumbing. On time, as ever." is none."""

_START = r"(?:^|(?<=[.!?] ))"
_SAYING = r"(?:said|say|thought|think|know|knew|told|hope|wish|sure|see|heard)"
_DROPPED = (
    (re.compile(_START + r"I am (?=not|only|sure|\w+ing)\b"), ""),
    (re.compile(_START + r"I (?=(?:do not|did not|cannot|will|want|need|know|knew|thought|"
                r"said|told|saw|mean|heard)\b)"), ""),
    (re.compile(_START + r"I have (?=(?:\w{3,}ed|told|seen|heard|begun|gone|lost|been|asked)\b"
                r"[^?]*[.!])"), ""),
    (re.compile(_START + r"I (?=(?:have|had|would|could|must|was|like|trust|never|always)\b"
                r"[^?]*[.!])"), ""),
    (re.compile(_START + r"We (?=(?:have|had|could|must|need|will)\b[^?]*[.!])"), ""),
    (re.compile(_START + r"Are you (?=sure|in|asleep|certain|\w+ing\b)"), ""),
    (re.compile(_START + r"Is (?:it|that|this|there) (?=(?:not |an? |another |the )?\w+)"), ""),
    (re.compile(_START + r"(?:You are|It is|This is|I am|We are|They are) "
                r"(?!(?:\w+ing|how|what|why|where|who|when|if|because)\b)(?=\w+[^?]*[.!])"), ""),
    (re.compile(_START + r"(?:It|That|This|There) is "
                r"(?=(?:an?|the|not|no|my|your|only|all|always|very)\b"
                r"(?![^.]* (?:that|who)\b)[^?]*[.!])"), ""),
    (re.compile(_START + r"(?:Do|Did) you "
                r"(?=(?:think|know|trust|ever|see|want|hear|remember|have|always|still|need)"
                r"\b)"), ""),
    (re.compile(_START + r"You (?=(?:said|told|chose|promised)\b)"), ""),
    (re.compile(rf"\b({_SAYING}) that "
                r"(?=(?:I|you|we|he|she|it|they|nobody|somebody)\b)"), r"\1 "),
    (re.compile(r"\bof course\b", re.IGNORECASE), "obviously"),
    (re.compile(_START + r"(?:And|But|So|Then|Well,|Oh,) (?=\w)"), ""),
    (re.compile(r"\b(?:just|really|simply|very|quite) (?=\w)"), ""),
    (re.compile(_START + r"The (?=\w+ (?:is|are|was|were|has)\b[^?]*[.!])"), ""),
    (re.compile(r"\ba lot of\b"), "plenty of"),
    (re.compile(r"\b(?:all right|All right)\b"), "Fine"),
    (re.compile(r"\bI think\b"), "Apparently"),
    (re.compile(r"\bbecause\b"), "since"),
    (re.compile(r"^No\.$"), "No. Never."),
)  # fmt: skip
_HOMELY = (
    (re.compile(r"(?<![Dd]o )(?<![Dd]id )\b(I|You|you|We|we|They|they) have "
                r"(?=(?:a|an|the|no|to|my|your|some|two|one)\b)"), r"\1 have got "),
    (re.compile(r"(?<!have )(?<!had )\b(N|n)othing\b(?! is| has)"), r"\1ot a thing"),
    (re.compile(r"\b(N|n)obody\b(?! may)"), r"\1ot a soul"),
    (re.compile(r"\bwould like\b"), "would not mind"),
    (re.compile(_START + r"That is (?=[^?]*[.!])"), "That would be "),
    (re.compile(r"\bpeople\b"), "folk"),
    (re.compile(r"\bPeople\b"), "Folk"),
    (re.compile(r"\bsomebody\b"), "some poor soul"),
    (re.compile(r"^Yes\."), "Oh yes."),
    (re.compile(r"\banything\b"), "a single thing"),
    (re.compile(r"\bof course\b"), "naturally"),
    (re.compile(r"\bdo not know\b"), "could not tell you"),
    (re.compile(r"\bI think\b(?! of)"), "I reckon"),
    (re.compile(r"\bI thought\b(?! of)"), "I reckoned"),
    (re.compile(r"\bbecause\b"), "seeing as"),
    (re.compile(r"\bBecause\b"), "Seeing as"),
    (re.compile(r"^No\.$"), "Oh no."),
    (re.compile(r"(?<!\ba )\bvery\b"), "ever so"),
)  # fmt: skip
_BREATHLESS = (
    (re.compile(r"(?<!\b[Aa] )\bvery\b"), "so incredibly"),
    (re.compile(r"\bof course\b"), "absolutely"),
    (re.compile(r"\b(E|e)verybody\b"), r"\1very single person"),
    (re.compile(r"(?<=have )nothing\b|(?<=had )nothing\b|(?<=is )nothing\b"),
     "absolutely nothing"),
    (re.compile(r"\bnever\b(?! ever)"), "never ever"),
    (re.compile(r"\bthing\b"), "little thing"),
    (re.compile(r"(?:(?<=\bof )|(?<=\bto )|(?<=\bwith )|(?<=\bat )|(?<=[.!?] ))people\b(?! who)"),
     "all these people"),
    (re.compile(r"\bevery (?!single\b)(?=\w)"), "every single "),
    (re.compile(r"\bone of\b"), "literally one of"),
    (re.compile(r"\b(?:like|love)(?= (?:that|it|this|my|your|the)\b)"), "completely adore"),
    (re.compile(r"\bbecause\b"), "because, you know,"),
    (re.compile(r"\ba little\b"), "a tiny little"),
    (re.compile(r"\b(?:big|large)\b"), "enormous"),
    (re.compile(r"^I (?=(?:know|am sure|promise|swear|remember|heard|saw|told|said)\b)"),
     "I absolutely "),
    (re.compile(r"^(?:Yes|All right)\."), "Yes, yes, yes."),
    (re.compile(r"^No\.$"), "No, no, no."),
    (re.compile(r"(?<!very )(?<!the )(?<!my )\bgood\b"), "wonderful"),
    (re.compile(r"^I (?=(?:want|need|never|thought)\b)"), "I honestly "),
)  # fmt: skip
_MEASURED = (
    (re.compile(r"(?<!\ba )(?<!\bthe )\bvery\b"), "exceedingly"),
    (re.compile(r"\bI would\b"), "I should"),
    (re.compile(r", but\b"), ", yet"),
    (re.compile(r"(?<=[.!?] )But\b|^But\b"), "And yet"),
    (re.compile(r"^No\.$"), "By no means."),
    (re.compile(r"^Yes\.$"), "Undoubtedly."),
    (re.compile(r"\b(?:big|large)\b"), "considerable"),
    (re.compile(r"\bI know\b(?! what)"), "I am well aware"),
    (re.compile(r"\bI am not\b"), "I am by no means"),
    (re.compile(r"\bdo not know\b(?= (?:what|how|why|who|where|when|if|whether)\b|\.)"),
     "cannot say"),
    (re.compile(r"^Yes, "), "Indeed, "),
)  # fmt: skip
_NEAR: dict[Emotion, tuple[Emotion, ...]] = {
    "cheerful": ("amused", "excited", "hopeful", "loving"),
    "excited": ("hopeful", "cheerful", "proud", "panicked"),
    "proud": ("smug", "cheerful", "excited"),
    "loving": ("amused", "cheerful", "hopeful"),
    "hopeful": ("excited", "cheerful", "anxious"),
    "amused": ("cheerful", "smug", "loving", "deadpan"),
    "smug": ("proud", "amused", "deadpan"),
    "suspicious": ("annoyed", "anxious", "deadpan"),
    "anxious": ("panicked", "embarrassed", "suspicious", "hopeful"),
    "panicked": ("anxious", "excited", "embarrassed"),
    "annoyed": ("angry", "suspicious", "deadpan"),
    "angry": ("annoyed", "panicked", "suspicious"),
    "sad": ("embarrassed", "anxious", "deadpan"),
    "embarrassed": ("anxious", "sad", "panicked"),
    "deadpan": ("amused", "smug", "annoyed", "suspicious"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """How a character says things.

    Args:
        character: Who it is.
        manner: Their contractions, words and tics.
        habits: How often each further way of talking opens a line of theirs.
    """

    character: Character
    manner: Manner
    habits: dict[Feature, float]

    def says(
        self, line: str, chance: random.Random, *, closes: bool = False, ticks: bool = True
    ) -> str:
        """A plain line as they say it.

        Args:
            line: The words, with nothing of a voice in them.
            chance: Dice: the same ones say the same.
            closes: It is a pay-off: nothing may come after its last word.
            ticks: Whether it may have one of their tics.
        """
        built = self._built(line, chance, closes=closes)
        said = replace(self.manner, tics=()).voiced(built)
        if ticks and not closes and len(line.split()) > 4 and chance.random() < _TIC_RATE:
            said = self._with_tic(said, chance)
        said = _STRANDED.sub(r"\1 is \2", said)
        return self._exclaimed(said, chance)

    def _built(self, line: str, chance: random.Random, *, closes: bool) -> str:
        """The sentences as this character builds them."""
        line = self._softened(self._worded(line), chance, closes=closes)
        asked = line if closes else self._asked(line, chance)
        if asked != line:
            return asked
        opened = line if closes else self._opened(line, chance)
        if self.character.voice.sentence_structure == "clipped":
            return _clipped(opened)
        return opened if closes or opened != line else self._shaped(line, chance)

    def _shaped(self, line: str, chance: random.Random) -> str:
        """A line that no habit has opened, by its length and by how they build sentences."""
        structure = self.character.voice.sentence_structure
        if len(line.split()) < 5:
            return line
        closing = self._closed(line, chance)
        if closing != line:
            return closing
        roll = chance.random()
        if structure == "rambling" and roll < 0.8:
            return _run_on(line, chance)
        if structure == "periodic" and roll < 0.5 and _IMPERSONAL.match(line):
            return f"{chance.choice(_TABLE['periodic'])} {_small(line)}"
        return line

    def _worded(self, line: str) -> str:
        """The line in the small words that this character favours."""
        profile = self.character.voice
        swaps: tuple[tuple[re.Pattern[str], str], ...] = ()
        if profile.sentence_structure == "rambling":
            swaps = _BREATHLESS
        if profile.sentence_structure == "periodic":
            swaps = _MEASURED
        if profile.sentence_structure == "plain" and profile.vocabulary_level == "simple":
            swaps = _HOMELY
        for pattern, other in swaps:
            line = pattern.sub(other, line)
        return line

    def _softened(self, line: str, chance: random.Random, *, closes: bool) -> str:
        """The line with the small word that this character cannot do without, now and then."""
        profile, place = self.character.voice, _WEAK.search(line)
        table = _TABLE["modal" if place and place["modal"] else "small"]
        words = table.get(profile.sentence_structure) or table.get(profile.vocabulary_level)
        if not words or place is None or chance.random() > (_CRISP if closes else _SOFT):
            return line
        word = chance.choice(words)
        return line if word in line else f"{line[: place.end()]} {word}{line[place.end() :]}"

    def _asked(self, line: str, chance: random.Random) -> str:
        """A question as they would put it; anything else as it is."""
        if not _QUESTION.fullmatch(line) or chance.random() > _ASKS:
            return line
        profile = self.character.voice
        table = _TABLE["questions"]
        frames = table.get(profile.sentence_structure) or table.get(profile.vocabulary_level, ())
        if not frames:
            return line
        frame = chance.choice(frames)
        small = frame.startswith("{") or frame.split("{")[0].rstrip()[-1] not in ".!?"
        asked = line[0].lower() + line[1:-1] if small and not frame.startswith("{") else line[:-1]
        return str(frame.format(asked))

    def called(self, line: str, to: Character | None, chance: random.Random) -> str:
        """The line with what the other is called, now and then."""
        relation = self.character.toward(to.name) if to is not None else None
        if to is None or relation is None or to.name in line or chance.random() > _CALLS:
            return line
        term = relation.address_terms[0] if relation.address_terms else ""
        if not term or line.count(",") > 1 or not 3 < len(line.split()) < 16:
            return line
        return re.sub(r"(?=[.!?]$)", f", {term}", line, count=1)

    def _opened(self, line: str, chance: random.Random) -> str:
        """The line with what a habit puts before it, now and then."""
        for habit, rate in self.habits.items():
            table, structure = _TABLE["openings"], self.character.voice.sentence_structure
            openings = table.get(f"{habit} {structure}") or table.get(habit)
            if not openings or chance.random() >= rate or len(line.split()) < 4:
                continue
            opening = chance.choice(openings)
            if not _STATEMENT.match(line):
                continue
            if opening[-1] in ".!?":
                return f"{opening} {line}"
            if not line.startswith(opening):
                return f"{opening} {_small(line)}"
        return line

    def _closed(self, line: str, chance: random.Random) -> str:
        """The line with what a habit puts after it, now and then."""
        for habit, rate in self.habits.items():
            closings = _TABLE["closings"].get(habit)
            if closings and line[-1] == "." and chance.random() < rate:
                return f"{line} {chance.choice(closings)}"
        return line

    def _with_tic(self, line: str, chance: random.Random) -> str:
        """The line with a tic where it reads well."""
        tics = self.character.voice.verbal_tics
        if not tics:
            return line
        tic = chance.choice(tics).strip(" ,.")
        if chance.random() < 0.5 and tic.lower() in _OPENS and _STATEMENT.match(line):
            return f"{tic[:1].upper()}{tic[1:]}, {_small(line)}"
        return re.sub(r"(?=[.!]+$)", f", {tic}", line, count=1)

    def _exclaimed(self, line: str, chance: random.Random) -> str:
        """The line louder, for those who are."""
        if self.habits.get("exclamations", 0.1) == 0.0:
            return line.replace("!", ".")
        loud = self.habits.get("exclamations", 0.0)
        if chance.random() < loud * 1.5:
            return re.sub(r"\.(?=\s|$)", "!", line, count=1)
        return line

    def feels(self, wanted: tuple[Emotion, ...]) -> Emotion:
        """The first wanted emotion that they show, or one that is near it."""
        own = self.character.voice.emotional_range
        for emotion in wanted:
            for near in (emotion, *_NEAR.get(emotion, ())):
                if not own or near in own:
                    return near
        return "neutral"

    def jokes(self, wanted: tuple[Humor, ...]) -> Humor | None:
        """The kind that a joke passes for: one of theirs, if it can be."""
        own = self.character.voice.humor_style
        return next((kind for kind in wanted if kind in own), wanted[0] if wanted else None)


def voice_of(character: Character) -> Voice:
    """The voice that a profile asks for."""
    profile = character.voice
    habits = {habit.feature: habit.amount for habit in profile.speech_patterns}
    contractions = habits.get("contractions")
    formal = profile.vocabulary_level in ("educated", "technical") and contractions is None
    never = formal or contractions in ("none", "few")
    short: Literal["always", "never"] = "never" if never else "always"
    words = {} if profile.vocabulary_level == "everyday" else _TABLE[profile.vocabulary_level]
    manner = Manner(contractions=short, words=words)
    return Voice(character, manner, {name: _RATES[amount] for name, amount in habits.items()})


def _small(line: str) -> str:
    """A line with a small first letter, unless it is "I" or a name."""
    first = re.match(r"[\w']+", line)
    if first and (first[0] == "I" or first[0].startswith("I'")):
        return line
    return line[:1].lower() + line[1:] if _STATEMENT.match(line) else line


def _clipped(line: str) -> str:
    """A line broken off: "I have no time. It is late." -> "No time. Late."."""
    for pattern, short in _DROPPED:
        line = pattern.sub(short, line)
    line = re.sub(r", (and|but|or) (?=[^,.]{8,}[.!])", r". \1 ", line, count=1)
    return re.sub(r"(^|[.!?] )([a-z])", lambda m: m[1] + m[2].upper(), line)


def _run_on(line: str, chance: random.Random) -> str:
    """A line that runs on: two sentences as one, or one that begins in the middle."""
    joined = re.sub(
        r"(?<=\w\w)\. (?=(?:I|It|You|We|He|She|They|That|There)\b)", ", and ", line, count=1
    )
    if joined != line:
        head, _, tail = joined.partition(", and ")
        return f"{head}, and {_small(tail)}"
    if not _STATEMENT.match(line):
        return line
    return f"{chance.choice(_TABLE['rambling'])} {_small(line)}"
