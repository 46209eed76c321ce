"""Speech by eSpeak NG: offline, a hundred languages, measured word times, repeatable bytes."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import LifoQueue
from typing import Any

import espeakng_loader

from fabula.engine.code import fingerprint
from fabula.errors import BadAnswer, BadSetting, ModelUnreachable
from fabula.media.sound import Sound, Spoken
from fabula.models.abilities import SpeechAbilities
from fabula.models.protocols import Voice
from fabula.models.speech.espeak_voices import find_voice, languages
from fabula.models.speech.timing import heard, place_words

RATE, PITCH, RANGE = 150, 50, 50
"""What eSpeak NG is asked for at speed 1: words a minute, and its middle pitch and liveliness."""
LEAST_RATE = 80
"""eSpeak NG speaks no slower than this."""

MOST_WORKERS = 4
"""One for each core, up to these: all works of a server share them."""

MOST_UTTERANCES = 1000
"""A worker is replaced after these: each reloading of the library leaks about 10 kB."""

_PACES = {
    "ar": 9.9, "de": 15.4, "en": 14.5, "es": 14.9, "fr": 18.8, "hi": 12.4, "it": 15.1, "ja": 1.8,
    "ko": 5.9, "nl": 15.3, "pl": 12.8, "pt": 14.1, "ru": 16.0, "sv": 13.8, "tr": 12.7, "zh": 3.5,
}  # fmt: skip
"""Letters, blanks and stops a second at speed 1: measured on narration of 60 to 500 letters, read
sentence by sentence, with the silence around each. Other languages count as English."""

# The size of the library: tells one build from another for less than the package's version would.
_BUILD = Path(espeakng_loader.get_library_path()).stat().st_size
_PROGRAM = Path(__file__).with_name("espeak_worker.py")


class Espeak:
    """Speech by eSpeak NG in worker processes of its own, which start when they are needed.

    Args:
        workers: How many utterances may be spoken at the same time, each by its own process.
        seconds: Longest time to wait for one utterance.
    """

    def __init__(self, *, workers: int = 1, seconds: float = 30.0) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="espeak")
        # The one that was used last is there: another starts only where both are needed.
        self._idle: LifoQueue[_Worker] = LifoQueue()
        every = [_Worker(seconds) for _ in range(workers)]
        for worker in every:
            self._idle.put(worker)
        self._close = weakref.finalize(self, _close_all, self._pool, every)

    @property
    def identity(self) -> str:
        """The build of eSpeak NG, and a digest of the code that asks it and times its words."""
        return f"espeak {_BUILD} {_code()[:12]}"

    @property
    def abilities(self) -> SpeechAbilities:
        """Its languages are its voices, too; each can be combined with a variant."""
        tags = languages()
        return SpeechAbilities(tags, tags, word_times=True, repeatable=True)

    def pace(self, voice: Voice) -> float:
        """Letters, spaces and stops spoken a second: measured, right within about 5 %."""
        language = voice.language[:2].lower()
        return _PACES.get(language, _PACES["en"]) * _rate(voice) / RATE

    async def check(self, voice: Voice) -> None:
        """Whether there is such a voice.

        Raises:
            UnknownName: There is none, or none of that language.
        """
        await asyncio.to_thread(find_voice, voice.name, voice.language)

    async def say(self, text: str, voice: Voice) -> Spoken:
        """Read the text aloud.

        A cancelled call returns at once; its worker finishes the utterance and is free again.

        Raises:
            UnknownName: There is no such voice.
            ModelUnreachable: eSpeak NG cannot be started, took too long, or crashed twice.
            BadAnswer: The text has letters or digits, and the voice has no sound for any.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._say, text, voice)

    async def close(self) -> None:
        """End the workers; a call after this fails. Without it they end with this process."""
        await asyncio.to_thread(self._close)

    def _say(self, text: str, voice: Voice) -> Spoken:
        name = find_voice(voice.name, voice.language)
        # A control character would end or cut the text; a blank keeps every place the same.
        plain = "".join(character if character.isprintable() else " " for character in text)
        worker = self._idle.get()
        try:
            ask = {
                "text": plain,
                "voice": name,
                "rate": _rate(voice),
                "pitch": PITCH,
                "range": RANGE,
            }
            reply, samples = worker.ask(ask)
        finally:
            self._idle.put(worker)
        if "fault" in reply:
            raise ModelUnreachable(f"{reply['fault']}; the text was {text!r:.60}.")
        sound = Sound(samples, reply["hertz"])
        if any(map(str.isalnum, text)) and heard(sound) == (0, 0):
            raise BadAnswer(f"The voice {name} of eSpeak NG says nothing for {text!r:.60}.")
        return place_words(text, [(place, ms / 1000) for place, ms in reply["marks"]], sound)


def provide(provider: str, model: str, environment: Mapping[str, str]) -> Espeak:  # noqa: ARG001
    """Speech by eSpeak NG; it needs nothing from the environment.

    Raises:
        BadSetting: A model is named: voices are chosen by `--voice`.
    """
    if model:
        raise BadSetting(
            f"'{provider}:{model}': choose a voice of {provider!r} by --voice {model}."
        )
    return Espeak(workers=min(os.cpu_count() or 1, MOST_WORKERS))


@cache
def _code() -> str:
    return fingerprint(Espeak._say)  # noqa: SLF001 it is ours


def _rate(voice: Voice) -> int:
    """Words a minute."""
    return max(LEAST_RATE, round(RATE * voice.speed))


def _close_all(pool: ThreadPoolExecutor, workers: list[_Worker]) -> None:
    for worker in workers:
        worker.end()
    pool.shutdown(wait=True, cancel_futures=True)
    for worker in workers:
        worker.close()


class _Worker:
    """One worker process, used by one thread at a time; started late, and again after a crash.

    Threads and pipes instead of asyncio's processes: they outlive a loop, so one studio serves
    several, and a cancelled call cannot leave half a message in the pipe.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._spoken = 0
        self._late = self._ended = False

    def ask(self, message: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The worker's answer and its PCM; asked once more if the worker crashed."""
        status = None
        for _ in range(2):
            with suppress(BrokenPipeError, EOFError):
                return self._exchange(message)
            status = self.close()
            if self._ended:
                raise ModelUnreachable("eSpeak NG was closed while it spoke.")
            if self._late:
                raise ModelUnreachable(
                    f"eSpeak NG took more than {self._seconds:g} s for {message['text']!r:.60}."
                )
        raise ModelUnreachable(
            f"eSpeak NG crashed twice (status {status}) at {message['text']!r:.60}. "
            "Another voice may do, or another speech model (--speech)."
        )

    def end(self) -> None:
        """Interrupt what is being spoken, from any thread, and start no process again."""
        self._ended = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> int | None:
        """End the process if there is one; gives how it ended."""
        process, self._process = self._process, None
        if process is None:
            return None
        # What a dead worker did not read is still to be flushed, and cannot be.
        with suppress(BrokenPipeError), process:
            process.kill()
        return process.returncode

    def _exchange(self, message: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if self._spoken >= MOST_UTTERANCES:
            self.close()
        if self._process is None:
            self._process, self._spoken = _start(), 0
        process = self._process
        self._spoken += 1
        self._late = False
        timer = threading.Timer(self._seconds, self._stop, [process])
        timer.start()
        try:
            return _ask(process, json.dumps(message).encode())
        finally:
            timer.cancel()

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()


def _start() -> subprocess.Popen[bytes]:
    # -P: the folder of the program must not become importable; it holds names like `choice`.
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 our own interpreter and our own file
        [sys.executable, "-P", str(_PROGRAM)], stdin=pipe, stdout=pipe, stderr=nothing
    )


def _ask(process: subprocess.Popen[bytes], content: bytes) -> tuple[dict[str, Any], bytes]:
    sink, source = process.stdin, process.stdout
    if sink is None or source is None:
        raise AssertionError("unreachable")
    sink.write(struct.pack(">I", len(content)) + content)
    sink.flush()
    head = source.read(4)
    if len(head) < 4:
        raise EOFError
    reply = json.loads(source.read(struct.unpack(">I", head)[0]))
    samples = source.read(reply.get("bytes", 0))
    if len(samples) < reply.get("bytes", 0):
        raise EOFError
    return reply, samples
