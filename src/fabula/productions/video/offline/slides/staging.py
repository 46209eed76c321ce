"""What is shown while a scene is spoken: one visual a scene, fitting and not twice the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.media.slides.visuals import (
    Bullets,
    Comparison,
    Quote,
    Remark,
    Statement,
    Visual,
)
from fabula.productions.video.offline.cutting import Group
from fabula.productions.video.offline.material import Material
from fabula.productions.video.offline.slides.printed import Option, assigned
from fabula.productions.video.offline.slides.worded import in_words

# What it costs to show the same kind twice running: a second figure or list tires least.
_SAME_AGAIN = {"figure": 0.6, "bullets": 1.2, "comparison": 1.5}
_SAME_WORDS_AGAIN = 2.5
_SHOWN_BEFORE = 4.0  # what it costs to show a point again
# Scenes for each: what is large tires soonest.
_SCENES_FOR = {"statement": 6, "quote": 6, "remark": 4}
_TOO_MANY = {"statement": 5.0, "quote": 2.0, "remark": 1.5}  # what one more costs


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


@dataclass(frozen=True, slots=True)
class _Path:
    """What the scenes so far show, and how well it does together."""

    worth: float = 0.0
    taken: tuple[Visual, ...] = ()
    shown: frozenset[str] = frozenset()
    counts: tuple[int, ...] = (0,) * len(_SCENES_FOR)


def _best_path(options: Sequence[Sequence[Option]]) -> list[Visual]:
    """The options that are worth most together when repeating a kind costs something.

    Of all paths that end alike only the best goes on: the kinds of the last two scenes, and how
    many large slides there were of each kind, are all that a further scene asks of them.
    """
    scenes = len(options) + 2  # title and closing are scenes too
    most = tuple(max(1, scenes // size) for size in _SCENES_FOR.values())
    paths = [_Path()]
    for choices in options:
        best: dict[tuple[object, ...], _Path] = {}
        for option in choices:
            texts = _texts(option.visual)
            for path in paths:
                longer = _longer(path, option, texts, most)
                end = (*[visual.kind for visual in longer.taken[-2:]], *longer.counts)
                if end not in best or longer.worth > best[end].worth:
                    best[end] = longer
        paths = list(best.values())
    return list(max(paths, key=lambda path: path.worth).taken)


def _longer(path: _Path, option: Option, texts: frozenset[str], most: tuple[int, ...]) -> _Path:
    """A path with one more scene, and what that is worth after what was shown before it."""
    kind: str = option.visual.kind
    last = [visual.kind for visual in path.taken[-2:]]
    again = _SAME_AGAIN.get(kind, _SAME_WORDS_AGAIN)
    worth = path.worth + option.worth - (again if last[-1:] == [kind] else 0.0)
    if texts & path.shown:
        worth -= _SHOWN_BEFORE
    counts = path.counts
    if kind in _SCENES_FOR:
        at = list(_SCENES_FOR).index(kind)
        if kind in last or counts[at] >= most[at]:
            worth -= _TOO_MANY[kind]
        counts = (*counts[:at], min(most[at], counts[at] + 1), *counts[at + 1 :])
    return _Path(worth, (*path.taken, option.visual), path.shown | texts, counts)


def _texts(visual: Visual) -> frozenset[str]:
    """What of a visual nobody wants to read twice."""
    if isinstance(visual, Bullets):
        return frozenset(visual.points)
    if isinstance(visual, Comparison):
        return frozenset(column.text for column in visual.columns)
    if isinstance(visual, Quote | Remark):
        return frozenset([visual.text.rstrip(".")])
    if isinstance(visual, Statement):
        return frozenset([visual.detail or visual.claim])
    return frozenset()
