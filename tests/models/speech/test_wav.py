"""Sounds are read from what speech servers send, and what is no sound is refused."""

from __future__ import annotations

import pytest
from tests.models.samples import tone, wav

from fabula.errors import BadAnswer
from fabula.models.speech.wav import SoundReader, read_sound

TONE = tone(0.2, 24_000)


@pytest.mark.parametrize("streamed", [False, True])
def test_wav_is_read_whole(streamed: bool) -> None:
    """The samples come back as they were, also where the header does not know its length."""
    sound = read_sound(wav(TONE, streamed=streamed), pcm_rate=1)

    assert (sound.samples, sound.rate) == (TONE, 24_000)


def test_more_chunks_are_passed_over() -> None:
    """Chunks that are not sound, also of odd length, are skipped."""
    content = wav(TONE)
    odd = content[:36] + b"LIST\x03\x00\x00\x00abc\x00" + content[36:]

    assert read_sound(odd, pcm_rate=1).samples == TONE


def test_channels_become_one() -> None:
    """The mean of both channels is heard."""
    left_right = b"\x10\x00\x30\x00" * 50

    assert read_sound(wav(left_right, channels=2), pcm_rate=1).samples == b"\x20\x00" * 50


def test_bare_samples_are_taken() -> None:
    """Without a header the samples are at the rate that was agreed; half a sample is dropped."""
    sound = read_sound(TONE + b"\x01", pcm_rate=24_000)

    assert (sound.samples, sound.rate) == (TONE, 24_000)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ID3\x04" + bytes(100), "MP3"),
        (b"OggS" + bytes(100), "Ogg"),
        (b"RIFF\x00\x00\x00\x00WAVE", "without samples"),
        (wav(TONE)[:-1000], "breaks off"),
        (wav(TONE)[:12] + wav(TONE)[36:], "without a format"),
        (wav(TONE)[:20] + b"\x03\x00" + wav(TONE)[22:], "code 3"),
        (wav(TONE)[:24] + bytes(4) + wav(TONE)[28:], "0 samples a second"),
    ],
)
def test_other_kinds_are_refused(content: bytes, message: str) -> None:
    """What cannot be read is named."""
    with pytest.raises(BadAnswer, match=message):
        read_sound(content, pcm_rate=24_000)


@pytest.mark.parametrize("size", [1, 7, 45, 1000])
@pytest.mark.parametrize("streamed", [False, True])
def test_pieces_give_the_whole(size: int, streamed: bool) -> None:
    """Wherever it is cut, in the header or within a sample, each sample is heard once."""
    content = wav(TONE, streamed=streamed) + (b"" if streamed else b"LIST\x04\x00\x00\x00abcd")
    reader = SoundReader(pcm_rate=1)
    pieces = [reader.feed(content[at : at + size]) for at in range(0, len(content), size)]
    reader.end()

    assert b"".join(piece.samples for piece in pieces) == TONE
    assert pieces[-1].rate == 24_000


def test_bare_pieces_are_sound_at_once() -> None:
    """Half a sample waits for its other half."""
    reader = SoundReader(pcm_rate=24_000)

    assert [len(reader.feed(piece).samples) for piece in (b"abc", b"de", b"f")] == [0, 4, 2]
