"""The fault matrix: whatever goes wrong with a provider, each adapter makes the right thing of it.

Ours, the OpenAI chat format, meets the simulator; the other wire formats meet llmock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from llmock.scenarios import Behavior, Fail, Reply, SlowFirstToken, StreamFault
from llmock.testing import LLMockServer
from llmock.verdict import judge
from tests.models.crews import Crew, HireTheCrew

from fabula.engine.policies import Timing
from fabula.errors import (
    AnswerCut,
    AnswerEmpty,
    AnswerUnfit,
    AnswerUnreadable,
    ModelBusy,
    ModelError,
    ModelRefused,
    ModelUnreachable,
    TaskDeclined,
)
from fabula.models import Policies, Writer
from fabula.models.addresses import Place
from fabula.models.simulator import Plan, read_fault, serve
from fabula.models.text.chat import ChatText
from fabula.models.text.compatible import CompatibleText
from fabula.models.text.native import NATIVE, NativeText

pytestmark = pytest.mark.anyio

USUAL, IMPATIENT = 20.0, 0.4
"""Seconds that an adapter waits: longer than any answer takes, even on a busy machine; or not."""


def opened(place: Place, model: str, seconds: float) -> ChatText:
    """The adapter of a provider."""
    native = NATIVE.get(place.provider)
    if native is None:
        return CompatibleText(place, model, seconds=seconds)
    name = f"{place.provider}:{model}"
    return NativeText(name, native, place, model, seconds=seconds)


async def ask(text: ChatText, *, streamed: bool, attempts: int = 3, pause: float = 0.02) -> Any:
    """The answer of a model, by a writer that asks as often as writers do, only sooner."""
    sections = {"*": {"attempts": attempts, "pause": pause, "failures": 0}}
    writer = Writer([text], Policies(sections, Timing(chance=lambda: 1.0)))
    try:
        if not streamed:
            return await writer.write(HireTheCrew("Gull"))
        return [partial async for partial in writer.stream(HireTheCrew("Gull"))][-1].value
    finally:
        await writer.close()


# What each fault of the simulator ends in when it strikes the first attempt only, and for ever:
# the number of calls, and the error. To the simulator a question that is put in other words, or
# with another limit, is another call, whose first attempt it strikes again: None.
Ending = tuple[int, type[ModelError] | None]
SIMULATED: dict[str, tuple[Ending | None, Ending]] = {
    "429:seconds=0.05": ((2, None), (3, ModelBusy)),
    "500": ((2, None), (3, ModelUnreachable)),
    "502:seconds=0.05": ((2, None), (3, ModelUnreachable)),
    "503:seconds=0.05": ((2, None), (3, ModelBusy)),
    "401": ((1, ModelRefused), (1, ModelRefused)),
    "400": ((1, ModelRefused), (1, ModelRefused)),
    "stall": ((2, None), (3, ModelUnreachable)),
    "slow:seconds=0.1": ((1, None), (1, None)),
    "close": ((2, None), (3, ModelUnreachable)),
    "drop": ((2, None), (3, ModelUnreachable)),
    "cut": ((2, None), (3, ModelUnreachable)),
    "length": (None, (2, AnswerCut)),
    "garbled": ((2, None), (3, ModelUnreachable)),
    "bad-json": (None, (2, AnswerUnreadable)),
    "wrong-schema": (None, (2, AnswerUnfit)),
    "refusal": ((1, TaskDeclined), (1, TaskDeclined)),
    "empty": ((2, None), (3, AnswerEmpty)),
    "error-in-200": ((2, None), (3, ModelUnreachable)),
}


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("fault", "first", "ending"),
    [
        pytest.param(fault, first, ending, id=f"{fault}-{'once' if first else 'always'}")
        for fault, endings in SIMULATED.items()
        for first, ending in zip((1, 0), endings, strict=True)
        if ending is not None
    ],
)
@pytest.mark.parametrize("provider", ["compatible", "openai-responses"])
async def test_simulated_fault_ends_well(
    provider: str, fault: str, first: int, ending: Ending, streamed: bool
) -> None:
    """A fault that passes is got over where that can be; one that stays is the right error."""
    calls, error = ending
    struck = replace(read_fault(fault), first=first)
    async with serve(Plan(faults=(struck,))) as served:
        place = Place(provider, served.address, "KEY", "k")
        text = opened(place, "any", IMPATIENT if fault == "stall" else USUAL)
        if isinstance(text, NativeText):
            # What takes long the first time, loading a library, shall not count as a slow answer.
            await text._ready()
        if error is None:
            assert isinstance(await ask(text, streamed=streamed, pause=0.06), Crew)
        else:
            with pytest.raises(error) as caught:
                await ask(text, streamed=streamed, pause=0.06)
            assert type(caught.value) is error

    assert served.simulator.stats()["requests"] == calls
    assert served.simulator.verdict().passed, str(served.simulator.verdict())


@pytest.fixture(scope="module")
def mock() -> Iterator[LLMockServer]:
    """One llmock for all of these tests."""
    with LLMockServer() as server:
        yield server


# What llmock calls the wire format, and the model. An unknown Claude answers by a tool.
FORMATS = {
    "openai": ("openai", "gpt-4o"),
    "openai-responses": ("openai", "gpt-4o"),
    "anthropic": ("anthropic", "claude-test"),
    "google": ("gemini", "gemini-2.5-flash"),
}
DIALECTS = {name: (name, "any") for name in ("mistral", "groq", "together", "xai")}
"""They speak OpenAI's format, each with errors and headers of its own."""


def adapter(provider: str, mock: LLMockServer, seconds: float = USUAL) -> ChatText:
    """The adapter of a provider, before llmock."""
    path, model = (FORMATS | DIALECTS)[provider]
    return opened(Place(provider, mock.base_url(path), "KEY", "k"), model, seconds)


ALWAYS: Any = None
RIGHT = Reply(text='{"captain": "Vane", "hands": 1}', times=ALWAYS)
Case = tuple[Behavior, int, type[ModelError] | None]
MOCKED: dict[str, Case] = {
    "429 once": (Fail(429, retry_after=0.05), 2, None),
    "429 always": (Fail(429, retry_after=0.05, times=ALWAYS), 3, ModelBusy),
    "429 too long": (Fail(429, retry_after=900), 1, ModelBusy),
    "500 once": (Fail(500), 2, None),
    "500 always": (Fail(500, times=ALWAYS), 3, ModelUnreachable),
    "503 once": (Fail(503, retry_after=0.05), 2, None),
    "503 always": (Fail(503, retry_after=0.05, times=ALWAYS), 3, ModelBusy),
    "529 always": (Fail(529, retry_after=0.05, times=ALWAYS), 3, ModelBusy),
    "401": (Fail(401), 1, ModelRefused),
    "404": (Fail(404), 1, ModelRefused),
    "context": (Fail(400, code="context_length_exceeded", message="too long"), 1, ModelRefused),
    "no json once": (Reply(text="Certainly!"), 2, None),
    "no json": (Reply(text="Certainly!", times=ALWAYS), 2, AnswerUnreadable),
    "wrong schema": (Reply(text='{"captain": 7}', times=ALWAYS), 2, AnswerUnfit),
    "empty": (Reply(text="", times=ALWAYS), 3, AnswerEmpty),
    "declined": (Reply(text="No.", finish_reason="content_filter"), 1, TaskDeclined),
    "cut": (Reply(text='{"cap', finish_reason="length", times=ALWAYS), 2, AnswerCut),
}
STREAMED: dict[str, Case] = {
    "drop once": (StreamFault("disconnect"), 2, None),
    "drop always": (StreamFault("disconnect", times=ALWAYS), 3, ModelUnreachable),
    "truncated once": (StreamFault("truncate"), 2, None),
    "truncated always": (StreamFault("truncate", times=ALWAYS), 3, ModelUnreachable),
    "malformed once": (StreamFault("malformed"), 2, None),
    "malformed always": (StreamFault("malformed", times=ALWAYS), 3, ModelUnreachable),
    "stall once": (StreamFault("stall", stall_seconds=5), 2, None),
    "slow first token": (SlowFirstToken(0.2), 1, None),
    "429 once": (Fail(429, retry_after=0.05), 2, None),
    "500 always": (Fail(500, times=ALWAYS), 3, ModelUnreachable),
    "503 once": (Fail(503, retry_after=0.05), 2, None),
    "no json": (Reply(text="Certainly!", times=ALWAYS), 2, AnswerUnreadable),
}


async def meet(mock: LLMockServer, provider: str, case: Case, *, streamed: bool) -> None:
    """Let an adapter meet a fault, and look how it ends."""
    behaviour, calls, error = case
    stalls = isinstance(behaviour, StreamFault) and behaviour.kind == "stall"
    text = adapter(provider, mock, IMPATIENT if stalls else USUAL)
    if isinstance(text, NativeText):
        # What takes long the first time, loading a library, shall not count as a slow answer.
        await text._ready()
    mock.state.reset()
    mock.state.scenarios.add(behaviour, RIGHT)
    if error is None:
        assert await ask(text, streamed=streamed) == Crew("Vane", 1)
    else:
        with pytest.raises(error) as caught:
            await ask(text, streamed=streamed)
        assert type(caught.value) is error

    assert len(mock.state.journal.records(wait=1)) == calls


# llmock cannot decline in Responses; the simulator can.
MEETINGS = sorted({(f, p) for f in MOCKED for p in FORMATS} - {("declined", "openai-responses")})


@pytest.mark.parametrize(("fault", "provider"), MEETINGS)
async def test_mocked_fault_ends_well(mock: LLMockServer, fault: str, provider: str) -> None:
    """In each wire format, what can be got over is, and what cannot is the right error."""
    await meet(mock, provider, MOCKED[fault], streamed=False)


@pytest.mark.parametrize("provider", FORMATS)
@pytest.mark.parametrize("fault", STREAMED)
async def test_mocked_stream_ends_well(mock: LLMockServer, fault: str, provider: str) -> None:
    """A stream that breaks in any way is never taken for an answer."""
    await meet(mock, provider, STREAMED[fault], streamed=True)


@pytest.mark.parametrize("provider", FORMATS | DIALECTS)
async def test_client_behaves_well(mock: LLMockServer, provider: str) -> None:
    """Over a handful of faults, llmock finds nothing wrong with how each adapter asks again."""
    mock.state.reset()
    mock.state.scenarios.add(
        Fail(429, retry_after=0.05), StreamFault("truncate"), StreamFault("malformed"), RIGHT
    )
    await ask(adapter(provider, mock), streamed=True, attempts=4, pause=0.1)
    verdict = judge(mock.state.journal.records(wait=1))

    assert verdict.passed, verdict.render()
