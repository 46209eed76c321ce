"""What is said of a scene, and what is only seen when there is no time to say it."""

from __future__ import annotations

from fabula.productions.episode.offline.beats import read_beat
from fabula.productions.episode.offline.due import Due
from fabula.productions.episode.offline.pacing import paced

NAMES = ("Luna", "Fred")
DEEDS = [
    read_beat(beat, NAMES)
    for beat in (
        "Luna asks Fred for the key",
        "Fred hides the key",
        "Luna takes the ladder",
        "Fred confesses that he is afraid",
    )
]
KEY = Due("plants", {"what": "the key", "clause": ""})
VENT = Due("gags", {"term": "vent"})


def test_long_scenes_say_everything() -> None:
    """In two minutes every beat is opened, all that is due is said, and a button comes."""
    pace = paced(DEEDS, {0: [KEY], 2: [VENT]}, 120.0)

    assert pace.spoken == (0, 1, 2, 3)
    assert pace.due == {0: [KEY], 2: [VENT]}
    assert pace.closing > 8


def test_what_is_seen_is_silent_first() -> None:
    """What can be shown is not said when time is short: things first, then deeds; a gag stays."""
    pace = paced(DEEDS, {0: [KEY], 2: [VENT]}, 26.0)

    assert KEY not in [one for bits in pace.due.values() for one in bits]
    assert VENT in [one for bits in pace.due.values() for one in bits]
    assert {0, 3} <= set(pace.spoken)
    assert len(pace.spoken) < 4


def test_something_is_always_said() -> None:
    """In no time at all one beat is spoken of, and the picture at the end is the button."""
    pace = paced(DEEDS, {}, -5.0)

    assert len(pace.spoken) == 1
    assert pace.closing == 0
