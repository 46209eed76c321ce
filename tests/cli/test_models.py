"""`fabula models`: who takes which role and why, a checkup, the providers, and keys."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import keyring
import pytest
from tests.models.serving import Reply, served
from tests.models.test_keys import Drawer, drawer

from fabula.cli import main

__all__ = ["drawer"]

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run `fabula models ...` where no model is chosen and no key is set."""
    for name in list(os.environ):
        if name.startswith("FABULA_") or name.endswith(("_API_KEY", "_KEY", "_TOKEN")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(("models", *words))
        return code, *capsys.readouterr()

    return run


def told(say: Say, *words: str) -> dict[str, tuple[str, str]]:
    """The models and the reason of each role."""
    _, out, _ = say("--json", *words)
    return {row["role"]: (row["setting"], row["why"]) for row in json.loads(out)}


def test_nothing_chosen_is_told(say: Say) -> None:
    """Every role, offline where that can be, and how to choose where it cannot."""
    code, out, _ = say()

    assert code == 0
    assert "writer     offline (default)" in out
    assert "critic     offline (as the writer)" in out
    assert "hearing    nobody (default)" in out
    assert "FABULA_HEARING=PROVIDER:MODEL" in out
    assert not (Path("home")).exists()


def test_flag_goes_before_file_before_environment(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And each says why."""
    monkeypatch.setenv("FABULA_WRITER", "ollama:a")
    monkeypatch.setenv("FABULA_SPEECH", "kokoro:a")
    monkeypatch.setenv("FABULA_EMBEDDING", "ollama:a")
    (tmp_path / "fabula.yaml").write_text("production: video\nwriter: ollama:b\nspeech: kokoro:b\n")

    assert told(say, "--writer", "ollama:c, offline") == {
        "writer": ("ollama:c, offline", "flag"),
        "critic": ("ollama:c, offline", "as the writer"),
        "speech": ("kokoro:b", "fabula.yaml"),
        "pictures": ("offline", "default"),
        "hearing": ("", "default"),
        "embedding": ("ollama:a", "environment"),
    }


def test_keys_and_prices_are_told(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a key is there, never the key; the price, and who says so; what it can."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    prices = Path("prices.toml")
    prices.write_text('["openai:gpt-4o"]\nusd_per_million_in = 1.5\n')
    monkeypatch.setenv("FABULA_PRICES", str(prices))
    code, out, _ = say("--writer", "openai:gpt-4o, groq:llama-3.3-70b-versatile, offline")

    assert code == 0
    assert (
        "key: OPENAI_API_KEY, from the environment; $1.5 a million tokens in (prices.toml)" in out
    )
    assert "key: GROQ_API_KEY, not set; $0.59 a million tokens in, $0.79 out (genai-prices)" in out
    assert "streaming, tools" in out
    assert "if that fails: offline" in out
    assert "very-secret" not in out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--writer", "opnai:gpt"), "Did you mean 'openai'"),
        (("--folder", "nowhere"), "nowhere/fabula.yaml: no such file"),
        (("check", "riter"), "Did you mean 'writer'"),
        (("check", "hearing"), "Nobody is chosen for hearing"),
        (("check", "--timeout", "0"), "--timeout is 0"),
        (("key", "nobody"), "Unknown provider 'nobody'"),
    ],
)
def test_mistakes_are_told(say: Say, words: tuple[str, ...], line: str) -> None:
    """With exit code 2, and the way out."""
    code, _, err = say(*words)

    assert code == 2
    assert line in err


def test_file_with_a_key_is_refused(say: Say, tmp_path: Path) -> None:
    """A key in fabula.yaml is an error with a remedy, and is not repeated."""
    (tmp_path / "fabula.yaml").write_text("source: a.pdf\nopenai_api_key: sk-very-secret\n")
    code, _, err = say()

    assert code == 2
    assert "fabula.yaml, line 2: a key does not belong in a file" in err
    assert main(("run", ".")) == 2
    assert "very-secret" not in err


@pytest.mark.usefixtures("say")
def test_run_takes_flags_before_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    """`fabula run` asks the model of the flag, not that of the folder."""
    assert main(("new", "video", "talk")) == 0
    path = Path("talk/fabula.yaml")
    path.write_text(path.read_text() + "writer: opnai:from-the-file\n")

    assert main(("run", "talk", "--writer", "nobody:from-the-flag")) == 2
    assert "Unknown text model 'nobody'" in capsys.readouterr().err


def test_check_asks_what_is_there(say: Say) -> None:
    """The usual models, for real: they answer, quickly and for nothing."""
    code, out, _ = say("check", "writer", "embedding")

    assert code == 0
    assert "writer         ok" in out
    assert "said 'ready'; no cost" in out
    assert "512 dimensions; no cost" in out


def test_check_fails_with_one(say: Say) -> None:
    """Exit code 1, and the reason; --json has it, too."""
    code, out, _ = say("check", "writer", "--writer", "groq:llama, offline", "--json")
    first, second = json.loads(out)

    assert code == 1
    assert (first["state"], second["state"]) == ("failed", "ok")
    assert "GROQ_API_KEY" in first["said"]


def test_ctrl_c_ends_a_checkup(tmp_path: Path) -> None:
    """Within a second or two, with exit code 130 and no traceback."""
    ready: list[str] = []
    over = Thread(target=lambda: asyncio.run(silent(ready)), daemon=True)
    over.start()
    while not ready:
        time.sleep(0.01)
    environment = os.environ | {
        "FABULA_HOME": str(tmp_path),
        "FABULA_WRITER": f"compatible:m@{ready[0]}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "fabula", "models", "check", "writer"],
        env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while len(ready) < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, err = process.communicate(timeout=20)

    assert (process.returncode, err) == (130, "fabula: stopped.\n")
    assert time.monotonic() - started < 3


async def silent(ready: list[str]) -> None:
    """A server that says nothing; it notes its address, and that it was asked."""

    def answer(_asked: object) -> Reply:
        ready.append("asked")
        return Reply(fault="stall")

    async with served(answer) as server:
        ready.append(f"{server.address}/v1")
        await asyncio.sleep(30)


def test_providers_are_listed(say: Say) -> None:
    """What can stand before the colon, with variables and addresses."""
    code, out, _ = say("providers")
    listed = json.loads(say("providers", "--json")[1])

    assert code == 0
    assert "key: OPENROUTER_API_KEY, not set; https://openrouter.ai/api/v1" in out
    assert {one["name"] for one in listed} >= {"offline", "espeak", "openai", "fal", "compatible"}


def test_key_is_kept_and_forgotten(
    say: Say, drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is typed goes to the keyring alone, and a model is found to have a key then."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("sk-typed\n"))
    code, out, err = say("key", "groq")
    listed = say("--writer", "groq:llama")[1]

    assert (code, drawer.kept) == (0, {("fabula", "GROQ_API_KEY"): "sk-typed"})
    assert "key: GROQ_API_KEY, from the keyring" in listed
    assert "sk-typed" not in out + err + listed
    assert say("key", "groq", "--forget")[1] == "GROQ_API_KEY: forgotten.\n"
    assert say("key", "groq", "--forget")[1] == "GROQ_API_KEY: was not in the keyring.\n"
    assert keyring.get_password("fabula", "GROQ_API_KEY") is None
