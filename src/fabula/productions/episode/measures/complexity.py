"""What it takes to shoot a script: sets, props, costumes, effects, days."""

from __future__ import annotations

import re
from statistics import fmean

from fabula.productions.episode.measures.reading import seen_in
from fabula.productions.episode.outline import SceneOutline
from fabula.productions.episode.profiles import PROFILES
from fabula.productions.episode.score import SHOWN, Evidence, Score
from fabula.productions.episode.script import Script
from fabula.productions.episode.validation import Budget, ProductionComplexityAssessment

WEIGHTS = {
    "outside": 0.2,
    "night": 0.2,
    "moving vehicle": 0.5,
    "water": 0.5,
    "fire": 0.5,
    "crowd": 0.3,
    "animal": 0.4,
    "child": 0.2,
    "stunt": 0.4,
    "weightlessness": 0.5,
}
"""What makes a set hard, from 0 to 1; the sum counts, and is cut at 1 (assumed, to be edited)."""

_SIGNS = {
    "moving vehicle": r"\b(?:drives?|driving|speeding|in the (?:car|rover|van|shuttle))\b",
    "water": r"\b(?:flood(?:s|ed|ing)?|swims?|underwater|pool|rain(?:s|ing)?|sprinklers?)\b",
    "fire": r"\b(?:fire|flames?|burn(?:s|ing)|smoke)\b",
    "crowd": r"\b(?:crowd|colonists|everyone|guests|audience|extras)\b",
    "animal": r"\b(?:dogs?|cats?|goats?|chickens?|horses?|monkeys?|bees?)\b",
    "child": r"\b(?:bab(?:y|ies)|child(?:ren)?|kids?|toddlers?)\b",
    "stunt": r"\b(?:falls? (?:off|down|through)|crash(?:es)?|jumps? off|tumbles?|dangles?)\b",
    "weightlessness": r"\b(?:floats?|floating|weightless|zero gravity|zero-g)\b",
}
_SIGNS_OF = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SIGNS.items()}
_EFFECT = re.compile(
    r"\b(?:explo(?:des?|sion)|laser|hologram|sparks?|alarm lights?|smoke|teleports?|vanish(?:es)?|"
    r"glow(?:s|ing)?|airlock opens|decompress(?:es|ion)?|flood(?:s|ing)?|foam)\b",
    re.IGNORECASE,
)
_DRESSED = re.compile(
    r"\b(?:in (?:a|an|her|his|their) (?:\w+ )?(?:dress|suit|costume|uniform|disguise|apron|robe|"
    r"spacesuit|wig|hat)|dressed as|disguised|changes? into|wearing)\b",
    re.IGNORECASE,
)

HARD, HARDEST = 0.25, 0.5
"""Weighted complexity from which on a budget is medium, and high."""

MANY_SETS, MANY_PROPS, MANY_EFFECTS = 8, 40, 10
"""As many as make the most of their part of the complexity (assumed, for half an hour)."""


def assess(script: Script, pages: float) -> ProductionComplexityAssessment:
    """Say what it takes to shoot a script.

    Args:
        script: The script.
        pages: How many it has in the layout of its style, holes left out.
    """
    played = script.played()
    sets = {planned.location.casefold().strip() for planned, _ in played}
    weights = {planned.number: _hardness(planned, seen_in(scene)) for planned, scene in played}
    effects = sum(len(_EFFECT.findall(seen_in(scene))) for _, scene in played)
    props = {prop.casefold() for _, scene in played for prop in scene.directions.props}
    hardest = sorted(weights, key=lambda number: -weights[number])[:SHOWN]
    where = tuple(Evidence(number) for number in hardest)
    location = Score(
        fmean(weights.values()) if weights else 0.0,
        "measured",
        "0: standing sets by day; weights for the night, the weather, crowds, animals and stunts.",
        where,
    )
    weighted = (
        0.4 * location.value
        + 0.25 * min(1.0, len(sets) / MANY_SETS)
        + 0.2 * min(1.0, effects / MANY_EFFECTS)
        + 0.15 * min(1.0, len(props) / MANY_PROPS)
    )
    reason = "1 minus: 0.4 places, 0.25 number of sets, 0.2 effects, 0.15 props."
    return ProductionComplexityAssessment(
        location_count=len(sets),
        location_complexity=location,
        special_effects_count=effects,
        costume_changes=_costumes(script),
        prop_count=len(props),
        technical_feasibility=Score(1 - weighted, "measured", reason, where),
        budget_estimate=_budget(weighted),
        shooting_days=round(pages / PROFILES[script.bible.style].pages_a_day, 1),
    )


def _hardness(planned: SceneOutline, seen: str) -> float:
    """How hard a scene is to shoot, from 0 to 1."""
    found = [name for name, sign in _SIGNS_OF.items() if sign.search(seen)]
    found += ["outside"] if planned.outside else []
    found += ["night"] if planned.outside and planned.time == "NIGHT" else []
    return min(1.0, sum(WEIGHTS[name] for name in found))


def _costumes(script: Script) -> int:
    """A change for each further day that somebody is seen on, and for each disguise."""
    days: dict[str, set[int]] = {}
    disguises = 0
    for planned, scene in script.played():
        for name in planned.characters:
            days.setdefault(name, set()).add(planned.day)
        disguises += len(_DRESSED.findall(seen_in(scene)))
    return sum(len(seen) - 1 for seen in days.values()) + disguises


def _budget(weighted: float) -> Budget:
    if weighted >= HARDEST:
        return "high"
    return "medium" if weighted >= HARD else "low"
