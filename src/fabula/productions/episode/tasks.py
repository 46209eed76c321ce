"""The questions that an episode asks a text model, told as a showrunner tells a room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.models.tasks import Task
from fabula.productions.episode import critique
from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.directions import SceneStageDirections
from fabula.productions.episode.outline import Bible, EpisodeOutline, Style
from fabula.productions.episode.score import Score
from fabula.story import Character


@dataclass(frozen=True)
class WriteBible(Task[Bible]):
    """Write the bible of a sitcom, from what is known of it.

    You are the showrunner. Keep every character, name, place and word that is given, and fill in
    only what is missing: who they are, what each of them wants, the flaw that keeps them from it,
    and how they talk.

    The cast. Three to six people who could not leave each other if they tried. Each wants something
    that another stands in the way of, at all times, without anybody being bad. A flaw is a virtue
    overdone: pride, loyalty, thrift, honesty. No two names begin alike.

    The voices. Cover the names, and a reader must know who speaks. Choose for each a vocabulary, a
    way to build sentences, one or two small verbal tics, at most one catchphrase that could come
    from nobody else, the emotions they show, and how they address each of the others.

    The places. Two or three standing sets that force people together, with things in them that can
    be opened, hidden in, broken or eaten.
    """

    show: str
    setting: str
    premise: str
    style: Style
    cast: tuple[Character, ...] = ()
    language: str = "en"
    seed: int = 0

    def faults(self, answer: Bible) -> Iterator[str]:
        """What is wrong with a bible: nobody in it, people dropped, names that look alike."""
        yield from critique.bible(answer, self.cast)


@dataclass(frozen=True)
class WriteOutline(Task[EpisodeOutline]):
    """Break the story of one episode.

    You are the showrunner at the whiteboard. Keep the premise, and turn it by character: the hero's
    want makes the plan, the hero's flaw makes it worse.

    The stories. A carries the episode. B belongs to others, and mirrors or reverses A. C, if there
    is time, is a runner of two or three beats. In each, somebody wants something that can be seen
    to be got or lost, and somebody else wants the opposite. A and B collide in the last act, so
    that one solves or wrecks the other. Nobody is saved by chance; chance may only make it worse.

    The scenes. `scenes` of them for `minutes` minutes: a cold open (act 0) that is funny on its own
    and plants the episode; two or three acts; a tag at the end that pays a running gag a last time.
    In each, somebody walks in wanting something, and walks out with something else. "Therefore" or
    "but" leads from each scene to the next, never "and then". Each act ends on the worst moment so
    far. Three to six beats a scene, each an action or a reversal and not a mood.

    Comedy. A lie is told early and has to be fed. What is hidden must be nearly found twice. A
    misunderstanding comes from what a character wants to hear. Escalate in threes: the attempt,
    the bigger attempt, the attempt that nobody would make. Give one or two scenes a piece of
    physical comedy, set up by what the character wants. Each scene has a button.

    The plants. Two to five things that are shown in passing and decide something later, at least
    two scenes apart. One or two running gags, in three scenes or more, bigger every time.

    Numbers start at 1 and follow the order; locations and characters are named as in the bible.
    """

    bible: Bible
    premise: str
    minutes: float
    scenes: int
    title: str = ""
    language: str = "en"
    seed: int = 0

    def faults(self, answer: EpisodeOutline) -> Iterator[str]:
        """What is wrong with an outline: numbers, names, plants, gags, acts."""
        yield from critique.outline(answer, self.bible, self.scenes)


@dataclass(frozen=True)
class WriteDialogue(Task[SceneDialogue]):
    """Write what is said in this scene of a sitcom.

    You are the best joke writer in the room, and you love these people.

    The scene. Come in late and leave early: no greetings, nobody says what all of them know. Play
    every beat, in order, and end on the button. Whoever speaks wants something from whoever
    listens, in every line. `seconds` is how long it plays, laughs included; about two and a half
    words a second.

    The voices. Each character talks as the profile says, and nobody else talks like that: words,
    length of sentences, tics (now and then, not in every line), the way they address each other. A
    catchphrase comes only where it is a joke. People interrupt, mishear, and answer what was not
    asked.

    The jokes. About `jokes` pay-offs. A joke comes from what somebody wants, fears or fails to see;
    one that could be moved into another scene is not funny enough. The set-up sounds like plain
    talk. The pay-off line ends on the word that turns it, and nothing comes after. Specific beats
    general: a number, a brand, a vegetable. Threes: two alike and one that breaks. Let a character
    be funny without knowing it more often than witty. A tag may get a second laugh. Mark exactly
    one line of each joke with `is_comedic_beat` and beat "payoff", the line that prepares it with
    "setup", and give both the same `joke`: the scene's number, a dash, and a running number.

    The plants and pay-offs. What is due here happens here, in words or in what is done: plants in
    passing, pay-offs so that one remembers. A running gag comes bigger than the time before.

    The lines. One to three sentences, mostly one; nothing in them that is not spoken; no
    directions, no sounds, no names of emotions. `delivery_note` only where the words would be read
    wrongly without it. `pause_before` only for a silence that is itself the joke.
    """

    brief: SceneBrief

    def faults(self, answer: SceneDialogue) -> Iterator[str]:
        """What is wrong with a dialogue: strangers, empty lines, length, jokes marked twice."""
        yield from critique.dialogue(answer, self.brief)


@dataclass(frozen=True)
class WriteDirections(Task[SceneStageDirections]):
    """Write what is seen in this scene of a sitcom; what is said in it is written already.

    You direct it, and you were a clown once. Only what a camera can see, in the present tense, in
    short sentences. No thoughts, no backstory, no "we see".

    Open with the set as it is found and who does what in it: business that shows what they want.
    Put an action after a line only where the words do not carry the moment, or a laugh depends on
    it; anchor it by `after_line` (0: before the first line). Name the props that are handled: what
    is planted here must be seen. If the scene has a piece of physical comedy, write it as a
    sequence of its own: the plan, at least two escalations that are each worse, a climax that is a
    picture, and what is left. Close on the picture that the button leaves. Suggest a shot only
    where a joke is lost without it, three at most.
    """

    brief: SceneBrief
    dialogue: SceneDialogue

    def faults(self, answer: SceneStageDirections) -> Iterator[str]:
        """What is wrong with directions: anchors, strangers, sequences that do not escalate."""
        yield from critique.directions(answer, self.brief, self.dialogue)


@dataclass(frozen=True)
class OfferPunchlines(Task[tuple[DialogueLine, ...]]):
    """Pitch better pay-offs for one joke of this scene.

    The room liked the set-up and not the joke. Pitch three other lines for the pay-off, by the same
    character, in the same voice, none longer than the first, each turning on its last words, each
    by another mechanism than the others. Keep `joke`, the emotion where it still fits, the beat
    "payoff" and `is_comedic_beat`. Nothing in a pitch may be known only later in the episode.
    """

    speaker: Character
    lines: tuple[DialogueLine, ...]
    payoff: int
    problem: str
    seed: int = 0

    def faults(self, answer: tuple[DialogueLine, ...]) -> Iterator[str]:
        """What is wrong with pitches: none, another speaker, not a pay-off."""
        yield from critique.punchlines(answer, self.lines[self.payoff - 1])


@dataclass(frozen=True)
class RewriteLines(Task[SceneDialogue]):
    """Mend what is wrong with this scene, and touch nothing else.

    The notes say which lines are wrong and why. Give the whole scene back, the lines that nobody
    complained about word for word as they are, in the same order, with the same jokes marked. You
    may split a line, or add one where a note asks for something that is missing.
    """

    brief: SceneBrief
    dialogue: SceneDialogue
    notes: tuple[str, ...]

    def faults(self, answer: SceneDialogue) -> Iterator[str]:
        """What is wrong with a rewritten dialogue, as with a new one."""
        yield from critique.dialogue(answer, self.brief)


@dataclass(frozen=True)
class Judgement:
    """What a critic says about an episode, each with a quotation from it."""

    conflict: Score
    resolution: Score


@dataclass(frozen=True)
class JudgeEpisode(Task[Judgement]):
    """Judge the story of an episode as its first reader, honestly: most are around 0.5.

    `conflict`: does somebody stand in the hero's way, in every scene, for a reason of their own?
    `resolution`: is every question answered that the episode raises, and does it cost something?

    Each score has the method "judged", a reason in one sentence, and a quotation as evidence, with
    its scene and line. A score without a quotation will be counted as 0.5.
    """

    title: str
    premise: str
    scenes: tuple[str, ...]

    def faults(self, answer: Judgement) -> Iterator[str]:
        """What is wrong with a judgement: scores that are none."""
        yield from critique.scores((answer.conflict, answer.resolution))


@dataclass(frozen=True)
class JudgeJokes(Task[tuple[Score, ...]]):
    """Judge the jokes of one scene as its first reader, honestly: most jokes are around 0.5.

    One score for each joke in the list, in its order: does the pay-off surprise, and is it fair?
    0.2 is a line that is only marked as a joke; 0.5 a smile; 0.8 a laugh out loud.

    Each score has the method "judged", a reason in one sentence, and a quotation as evidence, with
    its scene and line. A score without a quotation will be counted as 0.5.
    """

    scene: str
    jokes: tuple[str, ...]

    def faults(self, answer: tuple[Score, ...]) -> Iterator[str]:
        """What is wrong with scores: as many as jokes, from 0 to 1."""
        if len(answer) != len(self.jokes):
            yield f"There are {len(answer)} scores for {len(self.jokes)} jokes."
        yield from critique.scores(answer)
