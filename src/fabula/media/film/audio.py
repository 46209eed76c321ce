"""The sound of a scene as AAC: resampled, brought to a loudness, framed in silence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from fabula.media.film.forms import SoundForm
from fabula.media.sound import Sound

if TYPE_CHECKING:
    from av import AudioCodecContext, AudioFrame

PACKET = 1024  # samples in one AAC packet
_SILENCE = -70.0  # LUFS: the absolute gate of ITU-R BS.1770, below which nothing counts
_SPARE = 4  # packets of silence after the end, so that a join may take one more or less
_FADE = 0.005  # seconds at either end, so that a cut waveform does not click


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a sound is (ITU-R BS.1770).

    Args:
        integrated: In LUFS; -70 when there is nothing to hear.
        peak: Highest true peak in dBTP.
    """

    integrated: float
    peak: float


@dataclass(frozen=True, slots=True)
class CodedSound:
    """The sound of a scene as AAC.

    Args:
        extradata: AudioSpecificConfig; the same for all scenes of one form.
        packets: Of 1024 samples each. The first primes the decoder; the last ones are silence,
            so that the last may be repeated for as long as a scene lasts.
        samples: How long the scene sounds, silence at both ends included.
        rate: Samples a second, in Hz.
        lead: Silence before the first sample, in seconds: what happens at 0 s in the sound that
            was given is heard at this time in the scene.
        loudness: Of the sound as it was coded.
    """

    extradata: bytes
    packets: tuple[bytes, ...]
    samples: int
    rate: int
    lead: float
    loudness: Loudness

    @property
    def seconds(self) -> float:
        """How long the scene must be for all of it to be heard."""
        return self.samples / self.rate


def code_sound(sound: Sound | None, form: SoundForm, *, at_least: float = 0.0) -> CodedSound:
    """Code the sound of one scene; a pure function of its arguments, safe in several threads.

    Args:
        sound: What is heard; None or empty: silence.
        form: Of the film.
        at_least: Shortest duration of the scene, in seconds.
    """
    framed, loud = _levelled(_framed(sound or Sound(b"", form.rate), form), form)
    samples = max(len(framed.samples) // 2, math.ceil(at_least * form.rate), 2 * PACKET)
    packets = -(-samples // PACKET) + _SPARE
    filled = framed.samples.ljust(packets * PACKET * 2, b"\0")
    extradata, coded = _coded(Sound(filled, form.rate), form)
    return CodedSound(extradata, coded, samples, form.rate, form.lead, loud)


def loudness(sound: Sound) -> Loudness:
    """Measure a sound."""
    return measured(_frames(sound), sound.rate)[1]


def measured(frames: Iterable[AudioFrame], rate: int) -> tuple[tuple[float, ...], Loudness]:
    """Measure frames of sound by FFmpeg's ebur128 filter.

    Args:
        frames: Mono.
        rate: Samples a second, in Hz.

    Returns:
        The momentary loudness (of the 400 ms before) in LUFS, ten times a second; and the whole.
    """
    levels: list[float] = []
    integrated, peak = _SILENCE, 0.0
    # Filled up to half a second, as a word may be shorter than the 400 ms measured at once.
    meter = (("apad", "whole_dur=0.5"), ("ebur128", "peak=true:metadata=1"))
    for frame in _filtered(frames, rate, *meter):
        found = frame.metadata
        if "lavfi.r128.M" in found:
            levels.append(max(-120.0, float(found["lavfi.r128.M"])))
            integrated = float(found["lavfi.r128.I"])
            peak = float(found["lavfi.r128.true_peak"])
    return tuple(levels), Loudness(max(_SILENCE, integrated), _decibels(peak))


def _decibels(ratio: float) -> float:
    return 20 * math.log10(ratio) if ratio > 1e-6 else -120.0


def _framed(sound: Sound, form: SoundForm) -> Sound:
    """The sound at the form's rate, between the two silences."""
    end = max(0.0, sound.seconds - _FADE)
    at_rate = _passed(
        sound,
        form.rate,
        ("aresample", f"{form.rate}"),
        ("afade", f"t=in:d={_FADE}"),
        ("afade", f"t=out:d={_FADE}:st={end:.6f}"),
    )
    lead, tail = (bytes(2 * round(silence * form.rate)) for silence in (form.lead, form.tail))
    return Sound(lead + at_rate.samples + tail, form.rate)


def _levelled(sound: Sound, form: SoundForm) -> tuple[Sound, Loudness]:
    """The sound at the form's loudness, measured as it will stand in the film: with its silences.

    A film of scenes that each have the same loudness has it too (BS.1770 averages the power of
    what is loud enough to count), so one edited scene does not change the others.
    """
    found = loudness(sound)
    if found.integrated <= _SILENCE:
        return sound, found
    gain = form.loudness - found.integrated
    if found.peak + gain <= form.peak:
        louder = _passed(sound, form.rate, _volume(gain))
        return louder, Loudness(form.loudness, found.peak + gain)
    levelled = sound
    for _ in range(3):
        levelled = _passed(sound, form.rate, _volume(gain), *_limiter(form))
        found = loudness(levelled)
        # The limiter takes away some loudness; give it back and limit again.
        gain += form.loudness - found.integrated
    return levelled, found


def _volume(gain: float) -> tuple[str, str]:
    return "volume", f"{gain:.3f}dB:precision=float"


def _limiter(form: SoundForm) -> tuple[tuple[str, str], ...]:
    # Limited at four times the rate, where a sample's peak is nearly the true peak (BS.1770 annex
    # 2); half a decibel is left for what resampling and AAC add.
    ceiling = 10 ** ((form.peak - 0.5) / 20)
    return (
        ("aresample", f"{form.rate * 4}"),
        ("alimiter", f"limit={ceiling:.5f}:attack=5:release=60:level=0:latency=1"),
        ("aresample", f"{form.rate}"),
    )


def _passed(sound: Sound, rate: int, *filters: tuple[str, str]) -> Sound:
    """A sound that went through a chain of filters which ends at a rate."""
    shape = ("aformat", "sample_fmts=s16:channel_layouts=mono")
    frames = _filtered(_frames(sound), sound.rate, *filters, shape)
    return Sound(b"".join(bytes(frame.planes[0])[: 2 * frame.samples] for frame in frames), rate)


def _filtered(
    frames: Iterable[AudioFrame], rate: int, *filters: tuple[str, str]
) -> Iterator[AudioFrame]:
    """The frames that come out of a chain of filters."""
    from av.error import BlockingIOError as NeedsMore
    from av.filter import Graph

    rest = iter(frames)
    first = next(rest, None)
    if first is None:
        return
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=rate,
        format=first.format.name,
        layout=first.layout.name,
        time_base=Fraction(1, rate),
    )
    steps = [graph.add(name, arguments) for name, arguments in filters]
    sink = graph.add("abuffersink")
    graph.link_nodes(source, *steps, sink).configure()
    for frame in chain((first,), rest, (None,)):
        source.push(frame)
        while True:
            try:
                yield sink.pull()  # type: ignore[misc]
            except (NeedsMore, EOFError):
                break


def _frames(sound: Sound) -> Iterator[AudioFrame]:
    """The sound cut into frames of a second."""
    from av import AudioFrame

    for first in range(0, len(sound.samples) // 2, sound.rate):
        piece = sound.samples[2 * first : 2 * (first + sound.rate)]
        frame = AudioFrame("s16", "mono", len(piece) // 2)
        frame.planes[0].update(piece)
        frame.sample_rate, frame.pts = sound.rate, first
        frame.time_base = Fraction(1, sound.rate)
        yield frame


def _coded(sound: Sound, form: SoundForm) -> tuple[bytes, tuple[bytes, ...]]:
    """AudioSpecificConfig and packets of a sound."""
    context = _encoder(form)
    shape = (("aformat", "sample_fmts=fltp"), ("asetnsamples", f"n={PACKET}"))
    packets: list[bytes] = []
    for frame in chain(_filtered(_frames(sound), sound.rate, *shape), (None,)):
        packets += map(bytes, context.encode(frame))
    return bytes(context.extradata or b""), tuple(packets)


def _encoder(form: SoundForm) -> AudioCodecContext:
    from av import CodecContext
    from av.codec.context import Flags

    context = CodecContext.create("aac", "w")
    context.sample_rate, context.bit_rate = form.rate, form.bit_rate
    context.layout, context.format = "mono", "fltp"
    context.time_base = Fraction(1, form.rate)
    context.flags |= Flags.global_header
    # Three times as fast as the default search, and no worse on speech at this rate.
    context.options = {"aac_coder": "fast"}
    context.open()
    return context
