"""The eSpeak NG worker: a program of its own, texts in on stdin, sounds out on stdout.

It is started by path and shares no code with Fabula: eSpeak NG is licensed under GPL-3, is not
thread-safe, and a crash in it must cost one sentence, not the studio.

A message is a length (4 bytes, big-endian) and that many bytes of JSON; a reply's PCM follows it.

    <- {"text": "Hello there.", "voice": "en-us+max", "rate": 160, "pitch": 50, "range": 50}
    -> {"hertz": 22050, "bytes": 39946, "marks": [[0, 0], [6, 328]]} and 39,946 bytes
    -> {"fault": "..."} if it cannot be spoken

A mark is the place of a word in the text, in characters from 0, and when it starts, in ms.
"""

from __future__ import annotations

import ctypes
import json
import signal
import struct
import sys
from typing import Any, BinaryIO

SECONDS = 60
"""An utterance that takes longer ends the worker, even when nobody is left to end it."""

# From speak_lib.h of eSpeak NG 1.52.
_SYNCHRONOUS, _NO_EXIT = 2, 0x8000
_WORD, _LIST_END = 1, 0
_UTF8, _CHARACTERS = 1, 1
_RATE, _PITCH, _RANGE = 1, 3, 4


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Library:
    """One loading of the library, good for one utterance.

    The library carries its noise generator's state from one utterance to the next, so the same text
    gives other samples each time; only a fresh load (5 ms) gives the same bytes again.
    """

    def __init__(self) -> None:
        import espeakng_loader

        self._call = ctypes.CDLL(espeakng_loader.get_library_path())
        path = espeakng_loader.get_data_path().encode()
        self.hertz = int(self._call.espeak_Initialize(_SYNCHRONOUS, 0, path, _NO_EXIT))
        if self.hertz <= 0:
            raise OSError("eSpeak NG cannot read its data files")
        self._sound = bytearray()
        self._marks: list[tuple[int, int]] = []
        self._callback = _Callback(self._collect)
        self._call.espeak_SetSynthCallback(self._callback)

    def _collect(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, count * 2)
        index = 0
        while events[index].type != _LIST_END:
            event = events[index]
            if event.type == _WORD:
                self._marks.append((event.text_position - 1, event.audio_position))
            index += 1
        return 0

    def say(self, text: str, voice: str, *, rate: int, pitch: int, span: int) -> None:
        """Speak; what comes of it is there to `take`."""
        if self._call.espeak_SetVoiceByName(voice.encode()) != 0:
            raise OSError(f"eSpeak NG has no voice {voice!r}")
        for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_RANGE, span)):
            self._call.espeak_SetParameter(parameter, value, 0)
        content = text.encode("utf-8", "replace") + b"\0"
        size = ctypes.c_size_t(len(content))
        status = self._call.espeak_Synth(content, size, 0, _CHARACTERS, 0, _UTF8, None, None)
        if status != 0:
            raise OSError(f"eSpeak NG gave status {status}")

    def take(self) -> tuple[bytes, list[tuple[int, int]]]:
        """The sound and the marks so far."""
        return bytes(self._sound), self._marks

    def close(self) -> None:
        """Unload it: ctypes itself never does."""
        import _ctypes

        self._call.espeak_Terminate()
        unload = getattr(_ctypes, "FreeLibrary" if sys.platform == "win32" else "dlclose")
        unload(self._call._handle)  # noqa: SLF001 there is no public name for it


def speak(ask: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The reply to one message, and its PCM."""
    try:
        library = _Library()
        try:
            numbers = {"rate": ask["rate"], "pitch": ask["pitch"], "span": ask["range"]}
            library.say(ask["text"], ask["voice"], **numbers)
            sound, marks = library.take()
        finally:
            library.close()
    except (OSError, ImportError) as exc:
        return {"fault": str(exc)}, b""
    return {"hertz": library.hertz, "bytes": len(sound), "marks": marks}, sound


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer messages until the source ends: it ends when the parent does."""
    while len(head := source.read(4)) == 4:
        ask = json.loads(source.read(struct.unpack(">I", head)[0]))
        if hasattr(signal, "alarm"):
            signal.alarm(SECONDS)
        reply, sound = speak(ask)
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        content = json.dumps(reply).encode()
        sink.write(struct.pack(">I", len(content)) + content + sound)
        sink.flush()


if __name__ == "__main__":
    # Ctrl-C goes to the whole group of processes; the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(sys.stdin.buffer, sys.stdout.buffer)
