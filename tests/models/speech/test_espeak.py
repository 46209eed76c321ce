"""eSpeak NG speaks from a process of its own: repeatable, timed to the word, hard to break."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator

import psutil
import pytest
from tests.models.contracts import SpeechContract

from fabula.errors import BadAnswer, ModelUnreachable, UnknownName
from fabula.models.protocols import Voice
from fabula.models.speech.espeak import Espeak
from fabula.models.speech.espeak_voices import _accents

pytestmark = pytest.mark.anyio

ENGLISH = Voice("", "en")
_others: set[int] = set()


@pytest.fixture(autouse=True)
def apart() -> None:
    """Workers that other tests began, and that end with this process, do not count here."""
    _others.clear()
    _others.update(child.pid for child in children())


@pytest.fixture
async def speech() -> AsyncGenerator[Espeak]:
    """Speech that is ended after the test."""
    espeak = Espeak()
    yield espeak
    await espeak.close()


def children() -> list[psutil.Process]:
    """The worker processes of this test that are alive."""
    return [
        child
        for child in psutil.Process().children()
        if child.status() != psutil.STATUS_ZOMBIE
        and "espeak_worker" in " ".join(child.cmdline())
        and child.pid not in _others
    ]


class TestContract(SpeechContract):
    """What every speech model keeps."""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("\N{EM DASH} \N{HORIZONTAL ELLIPSIS}", ["\N{EM DASH}", "\N{HORIZONTAL ELLIPSIS}"]),
        ("a\0b\tc \ud800 \N{GRINNING FACE}", ["a\0b", "c", "\ud800", "\N{GRINNING FACE}"]),
    ],
)
async def test_strange_text_does_no_harm(speech: Espeak, text: str, words: list[str]) -> None:
    """Nothing to say is a short silence; control characters and broken ones are passed over."""
    spoken = await speech.say(text, ENGLISH)

    assert [word.text for word in spoken.words] == words
    assert spoken.timed


async def test_same_text_same_bytes(speech: Espeak) -> None:
    """The same text gives the same bytes, whatever was said before and by which process."""
    first = await speech.say("She sells sea shells.", ENGLISH)
    await speech.say("Something else entirely.", Voice("f3", "de"))
    again = await speech.say("She sells sea shells.", ENGLISH)
    other = Espeak()
    try:
        elsewhere = await other.say("She sells sea shells.", ENGLISH)
    finally:
        await other.close()

    assert first == again == elsewhere


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
async def test_pace_foretells_the_length(speech: Espeak, speed: float) -> None:
    """A length estimated from the pace is right within a twelfth."""
    voice = Voice("", "en", speed)
    text = (
        "The harbour was built in the fourteenth century. Its walls, which still stand today, "
        "protected more than forty ships. Why does this matter? A film that is made twice should "
        "cost nothing the second time."
    )
    spoken = await speech.say(text, voice)

    assert len(text) / speech.pace(voice) == pytest.approx(spoken.sound.seconds, rel=1 / 12)


async def test_languages_and_variants_differ(speech: Espeak) -> None:
    """Voice and language change the sound; an unknown voice is an error, not another voice."""
    voices = [Voice("", "en"), Voice("", "en-gb"), Voice("", "de"), Voice("f3", "en")]
    sounds = [(await speech.say("Wind in summer", voice)).sound.samples for voice in voices]

    assert len(set(sounds)) == len(voices)
    with pytest.raises(UnknownName, match="Did you mean 'f3'"):
        await speech.say("Hello", Voice("f33", "en"))


async def test_every_language_can_speak(speech: Espeak) -> None:
    """Every accent that the data files name speaks, or says that it has no sounds."""
    spoken, mute = [], []
    for tag in _accents():
        try:
            spoken.append(await speech.say("mama papa", Voice("", tag)))
        except BadAnswer:
            mute.append(tag)

    assert len(spoken) > 120
    assert sorted(mute) == ["fo", "kaa", "xex"]
    assert all(word.end > word.start for one in spoken for word in one.words)


async def test_crash_costs_one_retry(speech: Espeak) -> None:
    """A worker that died is started again, and the call that found it dead still succeeds."""
    first = await speech.say("Still here.", ENGLISH)
    (worker,) = children()
    worker.kill()
    again = await speech.say("Still here.", ENGLISH)

    assert first == again
    assert children() != [worker]


async def test_crash_twice_is_told(speech: Espeak) -> None:
    """A text at which every worker dies is an error that names it; the next text is spoken."""
    call = asyncio.create_task(speech.say("a long story " * 3000, ENGLISH))
    while not call.done():
        for worker in children():
            worker.kill()
        await asyncio.sleep(0.005)
    with pytest.raises(ModelUnreachable, match=r"crashed twice .* at 'a long story"):
        await call

    assert (await speech.say("Well again.", ENGLISH)).words


async def test_stuck_worker_is_ended() -> None:
    """An utterance that takes too long ends in an error, and the next one works."""
    speech = Espeak(seconds=1.0)
    try:
        await speech.say("Warm.", ENGLISH)
        (worker,) = children()
        worker.send_signal(signal.SIGSTOP)
        with pytest.raises(ModelUnreachable, match=r"more than 1 s for 'Stuck\.'"):
            await speech.say("Stuck.", ENGLISH)

        assert (await speech.say("Free again.", ENGLISH)).words
    finally:
        await speech.close()


async def test_cancelled_call_leaves_worker_usable(speech: Espeak) -> None:
    """A cancelled call returns at once; the same worker answers the next one."""
    await speech.say("Warm.", ENGLISH)
    before = children()
    call = asyncio.create_task(speech.say("a long story " * 500, ENGLISH))
    await asyncio.sleep(0.01)
    started = time.perf_counter()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert time.perf_counter() - started < 0.1
    assert (await speech.say("Next.", ENGLISH)).words[0].text == "Next."
    assert children() == before


async def test_loop_stays_free_while_speaking(speech: Espeak) -> None:
    """Parallel calls share the worker, in order of their coming, and the loop goes on meanwhile."""
    calls = [asyncio.create_task(speech.say(f"Scene number {n}.", ENGLISH)) for n in range(8)]
    ticks = 0
    while not all(call.done() for call in calls):
        await asyncio.sleep(0.005)
        ticks += 1
    said = [call.result().words[-1].text for call in calls]

    assert said == [f"{n}." for n in range(8)]
    assert ticks > 3


def test_several_loops_share_one() -> None:
    """One studio may serve one event loop after another."""
    speech = Espeak()
    try:
        first = asyncio.run(speech.say("Again.", ENGLISH))

        assert asyncio.run(speech.say("Again.", ENGLISH)) == first
    finally:
        asyncio.run(speech.close())


def test_close_leaves_no_process() -> None:
    """Closing ends the worker and takes note of its end: nothing is left, not even a zombie."""
    speech = Espeak()
    asyncio.run(speech.say("Bye.", ENGLISH))
    (worker,) = children()
    asyncio.run(speech.close())

    assert not psutil.pid_exists(worker.pid)


async def test_wrong_voice_is_told_before_it_speaks() -> None:
    """Without a worker; so is a language that nobody speaks."""
    speech = Espeak()
    await speech.check(Voice("en-gb+f3", "en"))
    with pytest.raises(UnknownName, match="f33"):
        await speech.check(Voice("f33", "en"))
    with pytest.raises(UnknownName, match="language"):
        await speech.check(Voice("", "tlh"))
    await speech.close()

    assert not children()


def test_abilities_name_every_accent() -> None:
    """About a hundred and fifty, each by its tag."""
    can = Espeak().abilities

    assert {"en-us", "en-gb", "de", "pt-br"} <= set(can.voices)
    assert can.word_times
    assert can.repeatable


async def test_close_interrupts_speech() -> None:
    """Closing does not wait for a long utterance, and whoever waited for it is told."""
    speech = Espeak()
    await speech.say("Warm.", ENGLISH)
    call = asyncio.create_task(speech.say("a long story " * 5000, ENGLISH))
    await asyncio.sleep(0.05)
    started = time.perf_counter()
    await speech.close()
    with pytest.raises(ModelUnreachable, match="was closed"):
        await call

    assert time.perf_counter() - started < 1
    assert not children()


def test_worker_ends_with_its_parent() -> None:
    """A parent that is killed takes its worker along."""
    code = (
        "import asyncio, psutil\n"
        "from fabula.models.speech.espeak import Espeak\n"
        "from fabula.models.protocols import Voice\n"
        "speech = Espeak()\n"
        "asyncio.run(speech.say('Hello.', Voice('', 'en')))\n"
        "print(psutil.Process().children()[0].pid, flush=True)\n"
        "input()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 5
    while _alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not _alive(worker)


def _alive(pid: int) -> bool:
    # A zombie counts as dead: whoever adopted it may not have taken note of its end yet.
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
