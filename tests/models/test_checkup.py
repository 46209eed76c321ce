"""A checkup asks each model one small real question, all at once, and finds what is wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from tests.models.samples import b64, picture, tone, wav
from tests.models.serving import Asked, Reply, Server, served

from fabula.models import Policies
from fabula.models.checkup import Finding, examine
from fabula.models.roster import Entry, roster
from fabula.roles import ROLES, Choice

pytestmark = pytest.mark.anyio

USAGE = {"prompt_tokens": 100, "completion_tokens": 10}
CHAT = {"choices": [{"message": {"content": "Ready."}, "finish_reason": "stop"}], "usage": USAGE}
ANSWERS = {
    "/v1/chat/completions": Reply(CHAT),
    "/v1/audio/speech": Reply(wav(tone(0.5)), headers={"Content-Type": "audio/wav"}),
    "/v1/images/generations": Reply({"data": [{"b64_json": b64(picture())}]}),
    "/v1/audio/transcriptions": Reply({"text": "One, two, three."}),
    "/v1/embeddings": Reply(
        {"data": [{"index": 0, "embedding": [0.6, 0.8]}], "usage": {"prompt_tokens": 5}}
    ),
}
OPENAI = {
    "writer": "openai:gpt-4o",
    "critic": "openai:gpt-4o",
    "speech": "openai:tts-1",
    "pictures": "openai:dall-e-3",
    "hearing": "openai:whisper-1",
    "embedding": "openai:text-embedding-3-small",
}


@asynccontextmanager
async def chosen(
    choices: dict[str, str], *, broken: Reply | None = None
) -> AsyncGenerator[tuple[list[Entry], Server]]:
    """The roster of these choices; all of them ask one server, which may be broken."""

    def answer(asked: Asked) -> Reply:
        return broken or ANSWERS[asked.path]

    async with served(answer) as server:
        environment = {"OPENAI_API_KEY": "sk-1", "FABULA_OPENAI_URL": f"{server.address}/v1"}
        said = [Choice(role, setting, "flag") for role, setting in choices.items()]
        entries = await asyncio.to_thread(roster, said, environment, Policies())
        yield entries, server
        for entry in entries:
            await entry.close()


def by_model(findings: list[Finding]) -> dict[str, Finding]:
    """Findings by the model that they are about."""
    return {finding.model: finding for finding in findings}


async def test_each_kind_is_asked_and_priced() -> None:
    """What came, how long it took and what it cost; a model with two roles is asked once."""
    told: list[Finding] = []
    async with chosen(OPENAI) as (entries, server):
        findings = by_model(await examine(entries, told.append, pictures=True))

    said = {model: (one.state, one.said) for model, one in findings.items()}
    assert said == {
        "openai:gpt-4o": ("ok", "said 'Ready.'"),
        "openai:tts-1": ("ok", "0.7 s of sound"),
        "openai:dall-e-3": ("ok", "64 x 48 pixels"),
        "openai:whisper-1": ("ok", "heard 'One, two, three.'"),
        "openai:text-embedding-3-small": ("ok", "2 dimensions"),
    }
    costs = {model: one.cost.usd for model, one in findings.items() if one.cost}
    assert costs["openai:gpt-4o"] == pytest.approx(100 * 2.5e-6 + 10 * 10e-6)
    assert costs["openai:tts-1"] == pytest.approx(16 * 15e-6)
    assert costs["openai:whisper-1"] == pytest.approx(0.006 / 60, rel=2)
    assert costs["openai:dall-e-3"] is None
    assert findings["openai:gpt-4o"].roles == ("writer", "critic")
    assert len(server.calls) == len(told) == 5
    assert all(0 < one.seconds < 30 for one in told)


async def test_pictures_are_not_painted_unasked() -> None:
    """One that costs something, or nobody knows what, waits for a word; a free one does not."""
    async with chosen({"pictures": "openai:dall-e-3, offline"}) as (entries, server):
        findings = by_model(await examine(entries))

    assert server.calls == []
    assert findings["openai:dall-e-3"].state == "not asked"
    assert "--paint" in findings["openai:dall-e-3"].said
    assert (findings["offline"].state, findings["offline"].said) == ("ok", "256 x 256 pixels")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (Reply({"error": {"message": "no"}}, 401), "does not accept the key in OPENAI_API_KEY"),
        (Reply({"error": {"message": "down"}}, 500), "out of order: down"),
        (Reply({}), "is no chat completion"),
        (Reply(fault="close"), "cannot be reached"),
    ],
)
async def test_failures_are_told(broken: Reply, told: str) -> None:
    """Each of them fails with its own words, and none keeps another from being asked."""
    async with chosen(OPENAI | {"speech": "openai:tts-1, espeak"}, broken=broken) as (entries, _):
        findings = by_model(await examine(entries, pictures=True))

    assert findings.pop("espeak").state == "ok"
    assert {finding.state for finding in findings.values()} == {"failed"}
    assert told in findings["openai:gpt-4o"].said
    assert len(findings) == 5


async def test_silence_ends_in_time() -> None:
    """All wait at the same time, and no longer than they were told to."""
    started = time.perf_counter()
    async with chosen(OPENAI, broken=Reply(fault="stall")) as (entries, _):
        findings = await examine(entries, seconds=0.4, pictures=True)

    assert {finding.said for finding in findings} == {"no answer within 0.4 s"}
    assert time.perf_counter() - started < 3


async def test_missing_key_is_a_failure() -> None:
    """What cannot be asked at all is found, too."""
    async with chosen({"writer": "groq:llama, offline"}) as (entries, _):
        findings = by_model(await examine(entries))

    assert findings["groq:llama"].state == "failed"
    assert "GROQ_API_KEY" in findings["groq:llama"].said
    assert findings["offline"].said == "said 'ready'"


async def test_usual_models_are_well() -> None:
    """With nothing chosen, everything that is there works, and costs nothing."""
    usual = {role: duty.usual for role, duty in ROLES.items() if duty.usual}
    async with chosen(usual) as (entries, _):
        findings = await examine(entries)

    assert {finding.state for finding in findings} == {"ok"}
    assert all(finding.cost and finding.cost.usd == 0.0 for finding in findings)
