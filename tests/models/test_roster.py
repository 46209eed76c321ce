"""The roster tells who takes a role, what it costs and can, and never the key."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict

import pytest

from fabula.errors import ModelUnreachable, UnknownName
from fabula.models import Policies
from fabula.models.choice import PROVIDERS
from fabula.models.roster import Key, key_of, providers, roster
from fabula.roles import Choice

pytestmark = pytest.mark.anyio

SECRET = "sk-very-secret-0123456789"  # noqa: S105 - nobody's
KEYS = {"OPENAI_API_KEY": SECRET}


async def test_members_are_told_in_order() -> None:
    """Price, key and abilities of each; the offline ones are free and need no key."""
    choices = [
        Choice("writer", "openai:gpt-4o, offline", "flag"),
        Choice("speech", "openai:tts-1, espeak", "flag"),
    ]
    writer, speech = await asyncio.to_thread(roster, choices, KEYS, Policies())
    (first, second), (voice, espeak) = writer.members, speech.members
    for entry in (writer, speech):
        await entry.close()

    assert [first.model, second.model] == ["openai:gpt-4o", "offline"]
    assert first.key == Key("OPENAI_API_KEY", "environment")
    assert (first.price.usd_per_million_in, first.price.usd_per_million_out) == (2.5, 10.0)
    assert first.abilities == {"streaming": True, "tools": True}
    assert (second.key, second.price.free, second.problem) == (Key(), True, "")
    assert voice.price.usd_per_million_letters == 15.0
    assert espeak.abilities["word_times"]
    assert SECRET not in repr((writer, speech))


async def test_what_cannot_be_opened_has_a_problem() -> None:
    """A missing key keeps nobody from seeing the rest, the price of that model included."""
    choices = [Choice("writer", "groq:llama-3.3-70b-versatile", "flag")]
    (entry,) = await asyncio.to_thread(roster, choices, {}, Policies())
    (member,) = entry.members

    assert member.key.missing
    assert "set GROQ_API_KEY" in member.problem
    assert member.price.usd_per_million_in == 0.59
    with pytest.raises(UnknownName):
        roster([Choice("writer", "nobody:model", "flag")], {}, Policies())


async def test_failing_model_is_seen_left_alone() -> None:
    """The breaker's state is that of the guard that everybody in this process shares."""
    policies = Policies({"*": {"failures": 1, "attempts": 1}})

    async def fail() -> None:
        raise ModelUnreachable("down")

    with pytest.raises(ModelUnreachable):
        await policies.guard("openai:gpt-4o").call(fail)
    choices = [Choice("writer", "openai:gpt-4o, openai:gpt-5", "flag")]
    (entry,) = await asyncio.to_thread(roster, choices, KEYS, policies)
    await entry.close()

    assert [member.state for member in entry.members] == ["open", "closed"]


def test_every_provider_is_listed() -> None:
    """Each with its kinds and its variable; those of one's own are asked without a key, too."""
    known = {one.name: one for one in providers(KEYS)}

    assert set(known) == {name for table in PROVIDERS.values() for name in table}
    assert known["openai"].kinds == ("text", "speech", "picture", "hearing", "embedding")
    assert known["openai-responses"].key == known["openai"].key
    assert known["openai-responses"].address_variable == "FABULA_OPENAI_URL"
    assert known["ollama"].key == Key("OLLAMA_API_KEY", "", optional=True)
    assert not known["ollama"].key.missing
    assert known["espeak"].key == key_of("offline", {}) == Key()
    assert "fabula[anthropic]" in known["anthropic"].extra
    assert SECRET not in json.dumps([asdict(one) for one in known.values()])
