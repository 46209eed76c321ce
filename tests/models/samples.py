"""Small pictures and sounds, made when a test needs them."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave
from array import array


def picture(width: int = 64, height: int = 48, kind: str = "PNG") -> bytes:
    """The file of a small picture."""
    from PIL import Image

    file = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, kind)
    return file.getvalue()


def b64(content: bytes) -> str:
    """The content in base64."""
    return base64.b64encode(content).decode()


def tone(seconds: float, rate: int = 24_000) -> bytes:
    """16-bit samples of a tone, with a tenth of a second of silence on both sides."""
    steps = range(round(seconds * rate))
    quiet = array("h", [0] * (rate // 10))
    sound = array("h", (round(9000 * math.sin(440 * math.tau * (i + 0.5) / rate)) for i in steps))
    return (quiet + sound + quiet).tobytes()


def wav(samples: bytes, *, rate: int = 24_000, channels: int = 1, streamed: bool = False) -> bytes:
    """A WAV file; one that was streamed has no sizes in its header."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    content = bytearray(file.getvalue())
    if streamed:
        content[4:8] = content[40:44] = struct.pack("<I", 0xFFFFFFFF)
    return bytes(content)
