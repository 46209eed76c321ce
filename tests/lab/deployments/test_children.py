"""Processes of the lab say where they answer, why they died, and end when they are told to."""

from __future__ import annotations

import psutil
import pytest

from fabula.errors import RunError
from fabula.lab.deployments.children import Child, surroundings


def test_address_is_the_one_that_is_said() -> None:
    """As soon as it is said; then it ends when it is told to."""
    child = Child(["simulate", "--port", "0"])
    address = child.address()
    child.stop()

    assert address.startswith("http://127.0.0.1:")
    assert not child.alive
    assert "The clients behaved" not in child.tail


def test_death_tells_what_was_written() -> None:
    """So that nobody has to look for a log."""
    child = Child(["simulate", "--port", "none"])

    with pytest.raises(RunError, match="`fabula simulate` ended with status 2") as told:
        child.address()
    child.stop()
    assert "invalid int value: 'none'" in str(told.value)


def test_who_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that stands still cannot hear that it should end."""
    monkeypatch.setattr("fabula.lab.deployments.children.STOP_SECONDS", 0.2)
    child = Child(["simulate", "--port", "0"])
    child.address()
    psutil.Process(child.pid).suspend()
    child.stop()

    assert not child.alive


def test_nobodys_keys_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor settings: what is measured is as it comes."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-real")
    monkeypatch.setenv("FABULA_WRITER", "openai:dear")
    monkeypatch.setenv("LANG", "C.UTF-8")

    assert surroundings()["LANG"] == "C.UTF-8"
    assert not {"OPENAI_API_KEY", "FABULA_WRITER"} & set(surroundings())
