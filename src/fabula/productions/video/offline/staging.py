"""What is shown while a scene is spoken: one visual a scene, fitting and not twice the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fabula.media.slides.visuals import (
    Bullets,
    Quote,
    Statement,
    Visual,
)
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.phrasing import in_words
from fabula.productions.video.offline.showing import Option, assigned

# What it costs to show the same kind twice running: a second figure or list tires least.
_SAME_AGAIN = {"figure": 0.6, "bullets": 1.2}
_SAME_WORDS_AGAIN = 2.5
_SHOWN_BEFORE = 4.0  # what it costs to show a point again
# Scenes for each: what is large tires soonest.
_SCENES_FOR = {"statement": 4, "quote": 6}
_TOO_MANY = {"statement": 5.0, "quote": 2.0}  # what one more costs


def stage(material: Material, groups: Sequence[Group], titles: Sequence[str]) -> list[Visual]:
    """The visuals of the scenes between opening and closing."""
    shown = assigned(material, groups, titles)
    told = {c.at for group in groups for c in group}
    options = [
        sorted(
            [*shown[i], *in_words(material, group, titles[i], told)],
            key=lambda option: -option.worth,
        )
        for i, group in enumerate(groups)
    ]
    return _best_path(options)


def _best_path(options: Sequence[Sequence[Option]]) -> list[Visual]:
    """The options that are worth most together when repeating a kind costs something.

    Of all paths that end alike only the best goes on: the kinds of the last two scenes, and how
    many statements and quotations there were, are all that a further scene asks of them.
    """
    scenes = len(options) + 2  # title and closing are scenes too
    most = {kind: max(1, scenes // size) for kind, size in _SCENES_FOR.items()}
    paths: list[tuple[float, list[Option]]] = [(0.0, [])]
    for choices in options:
        best: dict[tuple[object, ...], tuple[float, list[Option]]] = {}
        for option in choices:
            for score, path in paths:
                longer = [*path, option]
                total = score + _step(path, option, most)
                kinds: list[str] = [taken.visual.kind for taken in longer]
                end = (*kinds[-2:], *(kinds.count(kind) for kind in most))
                if end not in best or total > best[end][0]:
                    best[end] = (total, longer)
        paths = list(best.values())
    return [option.visual for option in max(paths, key=lambda pair: pair[0])[1]]


def _step(path: Sequence[Option], option: Option, most: Mapping[str, int]) -> float:
    """What an option is worth after what was shown before it."""
    kinds: list[str] = [taken.visual.kind for taken in path]
    kind = option.visual.kind
    again = _SAME_AGAIN.get(kind, _SAME_WORDS_AGAIN)
    worth = option.worth - (again if kinds[-1:] == [kind] else 0.0)
    if any(_texts(option.visual) & _texts(taken.visual) for taken in path):
        worth -= _SHOWN_BEFORE
    if kind in most and (kind in kinds[-2:] or kinds.count(kind) >= most[kind]):
        worth -= _TOO_MANY[kind]
    return worth


def _texts(visual: Visual) -> set[str]:
    """What of a visual nobody wants to read twice."""
    if isinstance(visual, Bullets):
        return set(visual.points)
    if isinstance(visual, Quote):
        return {visual.text.rstrip(".")}
    return {visual.detail or visual.claim} if isinstance(visual, Statement) else set()
