"""What shows of a style are like: the published figures that scripts are measured against."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.productions.episode.outline import Style


@dataclass(frozen=True, slots=True)
class ComedyProfile:
    """How a kind of show paces itself.

    Args:
        style: How it is shot.
        jokes_per_minute: Pay-offs a minute of running time.
        laugh_seconds: What the audience takes for itself after a pay-off.
        page_seconds: What a printed page plays.
        pages_a_day: How much of a script is shot in a day (assumed).
        like: Shows of this kind.
    """

    style: Style
    jokes_per_minute: float
    laugh_seconds: float
    page_seconds: float
    pages_a_day: float
    like: str

    @property
    def optimal_spacing(self) -> float:
        """Seconds between two jokes."""
        return 60 / self.jokes_per_minute


PROFILES: dict[Style, ComedyProfile] = {
    profile.style: profile
    for profile in (
        ComedyProfile("multi-cam", 5.9, 2.0, 29.0, 22.0, "Friends 6.06, The Big Bang Theory 5.80"),
        ComedyProfile(
            "single-cam", 6.8, 0.0, 41.0, 6.0, "30 Rock 7.44, Parks 6.97, The Office 6.65"
        ),
        ComedyProfile("dry", 3.8, 0.0, 41.0, 6.0, "Frasier 4.09, Curb Your Enthusiasm 3.41"),
    )
}
"""Jokes a minute: counts of three episodes each of twelve shows (The Atlantic, 2014). Laughs and
pauses between scenes took 5:20 of 21 minutes with 121 jokes (The A.V. Club, 2018), so that a laugh
takes 2.6 seconds at most; 2.0 is assumed, for the pauses take some of it. A script of 22 minutes
has 40 to 50 pages before an audience, 30 to 35 without one (writers on reddit.com/r/TVWriters)."""
