"""What the words of a screenplay tell: where and when a scene is, who speaks, what is an act."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Inside = Literal["INT", "EXT", "INT/EXT", "EST", ""]

INSIDE = re.compile(r"(?i)(INT\.? ?/ ?EXT|EXT\.? ?/ ?INT|INT|EXT|EST|I ?/ ?E)(?:\. *| +)(?=\S)")
_DASH = re.compile(r"(?:\s+[-\u2013\u2014]+\s*|\s*[\u2013\u2014]\s*|\s*--\s*)")
_TIME = re.compile(
    r"(?i)(?:(?:early|late|mid|next|the next|following|that|same|later that|pre-?)[ -]*)*"
    r"(?:day|night|morning|afternoon|evening|dawn|dusk|noon|midday|midnight|sunrise|sunset|"
    r"twilight|magic hour|moments? (?:later|earlier|before)|(?:\S+ )?(?:seconds|minutes|hours|days|"
    r"weeks|months|years) (?:later|earlier)|later|continuous(?:ly)?|same(?: time)?|"
    r"flashback|present(?: day)?)\b.*"
)
_ORDINALS = "ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN"
_ACT = re.compile(
    rf"(?i)(END OF )?(?:THE )?(?:COLD OPEN(?:ING)?|TEASER|PROLOGUE|EPILOGUE|TAG|INTERMISSION|"
    rf"ACT (?:{_ORDINALS}|\d{{1,2}}|[IVX]{{1,4}}))\b[^\n]*"
)
_END = re.compile(r"(?i)END OF (?:SHOW|EPISODE|PLAY|FILM)[.!]?|THE END[.!]?|FIN[.!]?")
_SHOT = re.compile(
    r"(?:ANGLE|CLOSE|CLOSEUP|CLOSE-UP|INSERT|POV|WIDE|AERIAL|TRACKING|CRANE|REVERSE|TWO SHOT|"
    r"ESTABLISHING|EXTREME CLOSE|MEDIUM|BACK TO|SERIES OF SHOTS|MONTAGE|.{1,40}['\u2019]S POV)\b"
    r"[^\n]*"
)
_SPEAKER = re.compile(r"(?P<name>[^(]*?)\s*(?P<extensions>(?:\([^()]*\)\s*)*)")


@dataclass(frozen=True, slots=True)
class Slug:
    """What a scene heading says.

    Args:
        inside: "INT", "EXT", "INT/EXT", "EST", or empty where it is not told.
        place: Where, as written: "LUNA'S DOME - KITCHEN".
        time: When, as written: "DAY", "MOMENTS LATER"; empty where it is not told.
    """

    inside: Inside
    place: str
    time: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a character cue says.

    Args:
        name: Who speaks: "LUNA".
        extensions: What stands in parentheses, without them: "V.O.", "CONT'D".
    """

    name: str
    extensions: tuple[str, ...] = ()

    @property
    def continued(self) -> bool:
        """Whether the cue says that the speech goes on."""
        return any(re.fullmatch(r"(?i)cont[\u2019'.]?d?\.?", said) for said in self.extensions)


def read_slug(text: str) -> Slug:
    """Take a scene heading apart.

    ```python
    read_slug("INT. LUNA'S DOME - KITCHEN - DAY")  # Slug("INT", "LUNA'S DOME - KITCHEN", "DAY")
    read_slug("THE MOON")  # Slug("", "THE MOON", "")
    ```
    """
    found = INSIDE.match(text)
    rest = text[found.end() :] if found else text
    pieces = _DASH.split(rest)
    time = ""
    if len(pieces) > 1 and _TIME.fullmatch(pieces[-1].strip()):
        time = pieces[-1].strip()
        rest = rest[: rest.rindex(pieces[-1])]
        rest = re.sub(r"[\s\u2013\u2014-]+$", "", rest)
    return Slug(_inside(found.group(1)) if found else "", rest.strip(), time)


def read_speaker(text: str) -> Speaker:
    """Take a character cue apart.

    ```python
    read_speaker("LUNA (V.O.) (CONT'D)")  # Speaker("LUNA", ("V.O.", "CONT'D"))
    ```
    """
    found = _SPEAKER.fullmatch(text.strip())
    if found is None or not found["name"]:
        return Speaker(text.strip())
    return Speaker(found["name"], tuple(re.findall(r"\(\s*([^()]*?)\s*\)", found["extensions"])))


def names_act(text: str) -> bool:
    """Whether the words name the beginning or the end of an act: "ACT ONE", "END OF TAG"."""
    return bool(_ACT.fullmatch(text) or _END.fullmatch(text))


def begins_act(text: str) -> bool:
    """Whether the words begin an act, and so a new page."""
    found = _ACT.fullmatch(text)
    return bool(found) and not (found and found.group(1))


def names_shot(text: str) -> bool:
    """Whether the words name a shot: in capitals, "ANGLE ON THE FERN"."""
    return text.isupper() and _SHOT.fullmatch(text) is not None


def _inside(word: str) -> Inside:
    word = word.upper().replace(" ", "").replace(".", "")
    if "/" in word:
        return "INT/EXT"
    return "EXT" if word == "EXT" else "EST" if word == "EST" else "INT"
