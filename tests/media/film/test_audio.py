"""Tests of the sound of a film: loudness, silence, packets that join without drift."""

from __future__ import annotations

import array
import math

import pytest
from tests.media.film.material import voice

from fabula.media.film.audio import PACKET, code_sound, loudness
from fabula.media.film.forms import SoundForm
from fabula.media.sound import Sound


@pytest.mark.parametrize("target", [-23.0, -16.0])
@pytest.mark.parametrize("level", [0.02, 0.9])
def test_any_voice_reaches_the_target(level: float, target: float) -> None:
    """A quiet and a loud voice are brought to the same loudness, below the highest peak."""
    coded = code_sound(voice(4, level=level), SoundForm(loudness=target))

    assert coded.loudness.integrated == pytest.approx(target, abs=0.3)
    assert coded.loudness.peak <= -1.0


def test_peaks_are_limited_not_clipped() -> None:
    """A sound too uneven for its target is limited, and still reaches the target."""
    quiet, click = voice(4, level=0.05), voice(0.05, level=0.99)
    uneven = Sound(quiet.samples[:60_000] + click.samples + quiet.samples[60_000:], quiet.rate)
    coded = code_sound(uneven, SoundForm(loudness=-16))

    assert loudness(uneven).peak - loudness(uneven).integrated > 15
    assert coded.loudness.integrated == pytest.approx(-16, abs=0.5)
    assert coded.loudness.peak <= -1.0


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_any_rate_keeps_its_duration(rate: int) -> None:
    """A sound at any rate lasts as long in the film, between its two silences."""
    coded = code_sound(voice(1.37, rate), SoundForm(lead=0.3, tail=0.5))

    assert coded.seconds == pytest.approx(0.3 + 1.37 + 0.5, abs=0.001)
    assert (len(coded.packets) - 2) * PACKET >= coded.samples


def test_loudness_agrees_with_the_standard() -> None:
    """A 997 Hz tone at -20 dBFS on one channel measures -23 LUFS (ITU-R BS.1770, EBU Tech 3341)."""
    tone = array.array(
        "h", (round(3276.7 * math.sin(2 * math.pi * 997 * n / 48_000)) for n in range(240_000))
    )
    measured = loudness(Sound(tone.tobytes(), 48_000))

    assert measured.integrated == pytest.approx(-23.0, abs=0.1)
    assert measured.peak == pytest.approx(-20.0, abs=0.1)


@pytest.mark.parametrize("sound", [None, Sound(b"", 22_050), Sound(bytes(44_100), 22_050)])
def test_silence_is_coded_as_silence(sound: Sound | None) -> None:
    """A scene without a voice is silent for as long as it is asked to be."""
    coded = code_sound(sound, SoundForm(), at_least=2.5)

    assert coded.seconds == 2.5
    assert coded.loudness.integrated == -70


def test_one_word_is_not_lost() -> None:
    """A word shorter than the window of measurement is levelled and heard whole."""
    coded = code_sound(voice(0.15), SoundForm())

    assert coded.loudness.integrated == pytest.approx(-23, abs=0.5)
