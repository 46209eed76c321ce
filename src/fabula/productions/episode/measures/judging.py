"""What a critic's word is worth: as much as the quotation that it stands on."""

from __future__ import annotations

from dataclasses import replace

from fabula.productions.episode.measures.reading import heard_in, seen_in
from fabula.productions.episode.measures.words import says, spoken_words
from fabula.productions.episode.score import Evidence, Score
from fabula.productions.episode.script import Script

UNQUOTED = 0.5
"""What a judgement counts that quotes nothing, or what nobody says."""


def weigh(score: Score, script: Script) -> Score:
    """A critic's score, with the quotations that the script holds; a half if it holds none.

    Args:
        score: What the critic says.
        script: What was judged.
    """
    found = tuple(place for place in score.evidence if _stands(place, script))
    if found:
        return replace(score, method="judged", evidence=found)
    quoted = any(place.quote for place in score.evidence)
    why = "What was quoted is not in the script" if quoted else "Nothing was quoted for it"
    return Score(UNQUOTED, "judged", f"{why}: {score.reason}")


def _stands(place: Evidence, script: Script) -> bool:
    """Whether a quotation is heard or seen in the scene that it is said to come from."""
    if not spoken_words(place.quote):
        return False
    return any(
        says(heard_in(scene), place.quote) or says(seen_in(scene), place.quote)
        for planned, scene in script.played()
        if planned.number == place.scene
    )
