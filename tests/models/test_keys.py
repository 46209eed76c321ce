"""Keys come from the environment or the keyring, and a file that holds one is refused."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from fabula.errors import BadSetting, UserError
from fabula.models.addresses import find_place
from fabula.models.keys import find_key, forget_key, keep_key, refuse_keys

SECRET = "sk-proj-" + "a1B2" * 12


class Drawer(KeyringBackend):
    """A keyring that lasts as long as a test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept under a name."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Let it go."""
        del self.kept[service, username]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """The keyring of this test."""
    usual, own = keyring.get_keyring(), Drawer()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(usual)


def test_environment_goes_before_the_keyring(drawer: Drawer) -> None:
    """What is set for one command is meant for it."""
    keep_key("GROQ_API_KEY", "kept")

    assert drawer.kept == {("fabula", "GROQ_API_KEY"): "kept"}
    assert find_key("GROQ_API_KEY", {"GROQ_API_KEY": " set "}) == "set"
    assert find_place("groq", "llama", {})[0].key == "kept"


def test_kept_key_can_be_forgotten(drawer: Drawer) -> None:
    """It says whether there was one."""
    keep_key("GROQ_API_KEY", "kept")

    assert forget_key("GROQ_API_KEY")
    assert not forget_key("GROQ_API_KEY")
    assert (drawer.kept, find_key("GROQ_API_KEY", {})) == ({}, "")


@pytest.mark.usefixtures("drawer")
def test_machine_without_keyring_says_so() -> None:
    """Reading finds nothing; keeping names the way around."""
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]

    assert find_key("GROQ_API_KEY", {}) == ""
    with pytest.raises(UserError, match="Set GROQ_API_KEY in the environment") as caught:
        keep_key("GROQ_API_KEY", SECRET)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        f"openai_api_key: {SECRET}",
        "  apikey: abc",
        '"OPENAI_API_KEY" = "abc"',
        "key: abc",
        "FAL_KEY=abc",
        "auth-token: abc",
        "REPLICATE_API_TOKEN: abc",
        "password: hunter2",
        f"writer: openai:gpt-4o@{SECRET}",
        f"writer: {'gsk_' + 'a1' * 20}",
    ],
)
def test_file_with_a_key_is_refused(line: str) -> None:
    """By its name or by its form; the message has the line and a remedy, and not the key."""
    with pytest.raises(BadSetting, match=r"fabula\.yaml, line 2: a key.*environment|keyring") as it:
        refuse_keys(f"source: paper.pdf\n{line}\n", "fabula.yaml")

    assert SECRET not in str(it.value)
    assert "line 2" in str(it.value)


@pytest.mark.parametrize(
    "line",
    [
        "budget_tokens: 50000",
        "tokens_per_minute = 200_000",
        "# keys: see the docs; OPENAI_API_KEY: is set outside",
        "source: sk-learn-introduction-to-machine-learning.pdf",
        "title: 'The token: a history'",
        "writer: openrouter:anthropic/claude-sonnet-4.5, offline",
        "keyframe: 3",
    ],
)
def test_other_lines_are_no_keys(line: str) -> None:
    """Words that look a little like keys are left alone."""
    refuse_keys(line, "fabula.yaml")
