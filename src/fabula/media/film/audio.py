"""The sound of a scene as AAC: resampled, brought to a loudness, framed in silence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
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
    spoken = _levelled(sound, form) if sound and sound.samples else Sound(b"", form.rate)
    lead, tail = round(form.lead * form.rate), round(form.tail * form.rate)
    samples = max(
        lead + len(spoken.samples) // 2 + tail, math.ceil(at_least * form.rate), 2 * PACKET
    )
    total = -(-samples // PACKET) + _SPARE
    behind = total * PACKET * 2 - lead * 2 - len(spoken.samples)
    samples_bytes = bytes(lead * 2) + spoken.samples + bytes(behind)
    extradata, packets = _coded(Sound(samples_bytes, form.rate), form)
    return CodedSound(extradata, packets, samples, form.rate, form.lead, loudness(spoken))


def loudness(sound: Sound) -> Loudness:
    """Measure a sound, by FFmpeg's ebur128 filter."""
    # Half a second of silence, as a word may be shorter than the 400 ms that are measured at once.
    metadata: dict[str, str] = {}
    for frame in _filtered(sound, ("apad", "pad_dur=0.5"), ("ebur128", "peak=true:metadata=1")):
        metadata = frame.metadata or metadata
    peak = float(metadata.get("lavfi.r128.true_peak", 0))
    integrated = float(metadata.get("lavfi.r128.I", _SILENCE))
    return Loudness(max(_SILENCE, integrated), _decibels(peak))


def _decibels(ratio: float) -> float:
    return 20 * math.log10(ratio) if ratio > 1e-6 else -120.0


def _levelled(sound: Sound, form: SoundForm) -> Sound:
    """The sound at the form's rate and loudness, as near as its highest peak allows."""
    resample = ("aresample", f"{form.rate}")
    measured = loudness(_joined(_filtered(sound, resample), form.rate))
    if measured.integrated <= _SILENCE:
        return _joined(_filtered(sound, resample), form.rate)
    gain = form.loudness - measured.integrated
    levelled, limited = sound, measured.peak + gain > form.peak
    for _ in range(3 if limited else 1):
        levelled = _joined(_filtered(sound, *_level(gain, sound.seconds, form, limited)), form.rate)
        if not limited:
            break
        # A limiter takes away some loudness; give it back and limit again.
        gain += form.loudness - loudness(levelled).integrated
    return levelled


def _level(
    gain: float, seconds: float, form: SoundForm, limited: bool
) -> Iterator[tuple[str, str]]:
    yield "aresample", f"{form.rate * 4 if limited else form.rate}"
    yield "volume", f"{gain:.3f}dB:precision=float"
    if limited:
        # Limited at four times the rate, where a sample's peak is nearly the true peak (BS.1770
        # annex 2); half a decibel is left for what resampling and AAC add.
        ceiling = 10 ** ((form.peak - 0.5) / 20)
        yield "alimiter", f"limit={ceiling:.5f}:attack=5:release=60:level=0:latency=1"
        yield "aresample", f"{form.rate}"
    yield "afade", f"t=in:d={_FADE}"
    yield "afade", f"t=out:d={_FADE}:st={max(0.0, seconds - _FADE):.6f}"


def _filtered(sound: Sound, *filters: tuple[str, str]) -> Iterator[AudioFrame]:
    """The frames that come out of a chain of filters, mono and 16 bits."""
    from av.error import BlockingIOError as NeedsMore
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=sound.rate, format="s16", layout="mono", time_base=Fraction(1, sound.rate)
    )
    chain = [graph.add(name, arguments) for name, arguments in filters]
    shape = graph.add("aformat", "sample_fmts=s16:channel_layouts=mono")
    sink = graph.add("abuffersink")
    graph.link_nodes(source, *chain, shape, sink).configure()
    for frame in (*_frames(sound, sound.rate), None):
        source.push(frame)
        while True:
            try:
                yield sink.pull()  # type: ignore[misc]
            except (NeedsMore, EOFError):
                break


def _frames(sound: Sound, size: int) -> Iterator[AudioFrame]:
    """The sound cut into frames of so many samples; the last may be shorter."""
    from av import AudioFrame

    for first in range(0, len(sound.samples) // 2, size):
        piece = sound.samples[2 * first : 2 * (first + size)]
        frame = AudioFrame("s16", "mono", len(piece) // 2)
        frame.planes[0].update(piece)
        frame.sample_rate, frame.pts = sound.rate, first
        frame.time_base = Fraction(1, sound.rate)
        yield frame


def _joined(frames: Iterator[AudioFrame], rate: int) -> Sound:
    return Sound(b"".join(bytes(frame.planes[0])[: 2 * frame.samples] for frame in frames), rate)


def _coded(sound: Sound, form: SoundForm) -> tuple[bytes, tuple[bytes, ...]]:
    """AudioSpecificConfig and packets of a sound."""
    from av import AudioResampler

    context = _encoder(form)
    floats = AudioResampler("fltp", "mono", form.rate)
    packets: list[bytes] = []
    for frame in _frames(sound, PACKET):
        for float_frame in floats.resample(frame):
            packets += (bytes(packet) for packet in context.encode(float_frame))
    packets += (bytes(packet) for packet in context.encode(None))
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
