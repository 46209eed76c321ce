"""Mends what notes name, where a rule can: stolen, worn and repeated words, lost beats."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from fabula.productions.episode.brief import SceneBrief
from fabula.productions.episode.dialogue import DialogueLine, SceneDialogue
from fabula.productions.episode.offline.beats import read_beat
from fabula.productions.episode.offline.views import Scope, deed_words
from fabula.productions.episode.offline.voicing import voice_of
from fabula.productions.episode.tasks import RewriteLines
from fabula.story import Character

Lines = list[DialogueLine]
_LINE = re.compile(r"^Line (\d+): ")
_QUOTED = re.compile(
    r"(['\"])(?P<words>.+?)\1(?= (?:was said|is a stock|is not|\d+ times|, which|hardly)|, which)"
)
_SOFTENED = ("really ", "simply ", "rather ", "surely ", "still ", "truly ")
_AFTER = re.compile(
    r"\b(?:am|is|are|was|were|have|has|will|would|can|could|do|did|must|may|"
    r"\w+n't|\w+'(?:ve|ll|re|m)) ",
    re.IGNORECASE,
)


def rewrite_lines(task: RewriteLines) -> SceneDialogue:
    """The scene with what the notes name mended, and everything else word for word as it was."""
    lines = list(task.dialogue.dialogue_lines)
    for note in task.notes:
        for sign, mend in _MENDS:
            if sign in note:
                mend(lines, note, task.brief)
                break
    return replace(task.dialogue, dialogue_lines=tuple(lines))


def _cut_phrase(lines: Lines, note: str, brief: SceneBrief) -> None:  # noqa: ARG001
    """Take a phrase out of the line that a note names: stolen, worn, or stock."""
    place, words = _place(note, lines), _words(note)
    if place is None or not words:
        return
    left = _without(lines[place].line, words)
    if left:
        lines[place] = replace(lines[place], line=left)


def _reword(lines: Lines, note: str, brief: SceneBrief) -> None:  # noqa: ARG001
    """Say in other words what was said before: one more word where it does not matter."""
    place = _place(note, lines)
    if place is None or "?" in lines[place].line:
        return
    line = lines[place].line
    places = list(_AFTER.finditer(line))
    if not places:
        return
    match = places[len(places) // 2]
    word = _SOFTENED[len(line) % len(_SOFTENED)]
    other = line[: match.end()] + word + line[match.end() :]
    lines[place] = replace(lines[place], line=other)


def _play_beat(lines: Lines, note: str, brief: SceneBrief) -> None:
    """Add a line that says a beat which nobody heard or saw."""
    beat = note.partition("Play it: ")[2].strip()
    if not beat or not brief.cast:
        return
    known = {one.name: one for one in brief.cast}
    deed = read_beat(beat, tuple(known))
    speaker = next((known[name] for name in deed.who if name in known), brief.cast[0])
    other = next((one for one in brief.cast if one is not speaker), None)
    words = deed_words(deed, Scope(speaker, other), known)
    said = str(words["that"] or beat)
    text = f"I mean to {words['do']}." if deed.who and words["do"] and not words["that"] else ""
    _insert(lines, speaker, text or f"{said[:1].upper()}{said[1:].rstrip('.')}.", at=-2)


def _speak_of(lines: Lines, note: str, brief: SceneBrief) -> None:
    """Add a line that names something which should be planted here, or come back."""
    what = note.partition("Let it be heard or seen: ")[2].strip().rstrip(".")
    if what and brief.cast:
        _insert(lines, brief.cast[0], f"And do not forget {what}.", at=len(lines) // 2)


def _insert(lines: Lines, speaker: Character, text: str, *, at: int) -> None:
    """Put a line where no joke is torn apart."""
    place = max(0, at if at >= 0 else len(lines) + at)
    while place < len(lines) and lines[place].beat in ("payoff", "tag"):
        place += 1
    while 0 < place < len(lines) and _open(lines[:place], lines[place:]):
        place += 1
    lines.insert(place, DialogueLine(speaker.name, text, voice_of(speaker).feels(("deadpan",))))


def _open(before: Sequence[DialogueLine], after: Sequence[DialogueLine]) -> bool:
    """Whether a joke is begun before a place and ended after it."""
    return bool({one.joke for one in before if one.joke} & {one.joke for one in after if one.joke})


def _place(note: str, lines: Lines) -> int | None:
    match = _LINE.match(note)
    if match and 1 <= int(match[1]) <= len(lines):
        return int(match[1]) - 1
    return None


def _words(note: str) -> str:
    match = _QUOTED.search(note)
    return match["words"] if match else ""


def _without(line: str, words: str) -> str:
    """A line without a phrase, whole again; empty if nothing worth saying is left."""
    pattern = r"[\s,]+".join(re.escape(word) for word in words.split())
    left = re.sub(
        rf",?\s*\b{pattern}\b[,.!?]?(?=\s|$)|,\s*{pattern}\b", "", line, flags=re.IGNORECASE
    )
    left = re.sub(r"\s+([,.!?])", r"\1", left).strip(" ,")
    if len(left.split()) < 2 or left == line:
        return ""
    left = left[:1].upper() + left[1:]
    return left if left[-1] in ".!?" else f"{left}."


_MENDS: tuple[tuple[str, Callable[[Lines, str, SceneBrief], None]], ...] = (
    ("which is", _cut_phrase),
    ("is a stock phrase", _cut_phrase),
    (" times", _cut_phrase),
    ("was said before", _reword),
    ("does not play a beat", _play_beat),
    ("Let it be heard or seen", _speak_of),
)
