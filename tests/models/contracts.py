"""What every speech model must keep, whoever it is: one class, run against each of them."""

from __future__ import annotations

import pytest

from fabula.models.protocols import Speech, Voice
from fabula.models.speech.timing import LEAD_SECONDS, TAIL_SECONDS, heard

VOICE = Voice("", "en")
TEXTS = [
    "Hello world, this is a test.",
    "The cost is $3.50 \N{EM DASH} or 1,998 units (40%).  He's there, isn't he?",
    "We read \N{LEFT DOUBLE QUOTATION MARK}of the\N{RIGHT DOUBLE QUOTATION MARK} sea; and so on.",
    "naïve café, \U0001d518nicode 日本 über: Größe & Co. e.g. U.S.A. in the end...",
    "A. B. C.\n\ntwo <b>bold</b> [[x]] & http://x.org/a?b=1 state-of-the-art",
]


class SpeechContract:
    """Inherit, and give a fixture `speech`."""

    @pytest.mark.parametrize("text", TEXTS)
    async def test_every_word_has_its_time(self, speech: Speech, text: str) -> None:
        """Each word of the text stands once, in order, within the sound."""
        spoken = await speech.say(text, VOICE)
        times = [time for word in spoken.words for time in (word.start, word.end)]

        assert [word.text for word in spoken.words] == text.split()
        assert times == sorted(times)
        assert times[0] >= 0
        assert times[-1] <= spoken.sound.seconds

    async def test_margins_are_known(self, speech: Speech) -> None:
        """Just so much silence stands before and after an utterance."""
        sound = (await speech.say("Margins matter.", VOICE)).sound
        start, end = heard(sound)

        assert start / sound.rate == pytest.approx(LEAD_SECONDS, abs=0.001)
        assert sound.seconds - end / sound.rate == pytest.approx(TAIL_SECONDS, abs=0.001)

    async def test_pace_follows_speed(self, speech: Speech) -> None:
        """Twice as fast is twice as many letters a second."""
        slow, fast = (speech.pace(Voice("", "en", speed)) for speed in (1.0, 2.0))

        assert slow > 5
        assert fast == pytest.approx(2 * slow)

    async def test_identity_stays_the_same(self, speech: Speech) -> None:
        """Speaking does not change who speaks: the identity is part of a key."""
        before = speech.identity
        await speech.say("Again.", VOICE)

        assert speech.identity == before
