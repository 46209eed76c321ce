"""Tickets: what was asked for, on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.server.tickets import Ticket, Tickets, sweep


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a server, with a project of Ada's."""
    project = tmp_path / "owners" / "ada" / "projects" / "luna" / "fabula.yaml"
    project.parent.mkdir(parents=True)
    project.touch()
    return tmp_path


def ticket(run: str, asked_at: float, **more: object) -> Ticket:
    """A ticket of Ada's."""
    usual = {"run": run, "project": "luna", "production": "video", "owner": "ada"}
    return Ticket.model_validate({**usual, "asked_at": asked_at, **more})


def test_tickets_outlive_the_server(home: Path) -> None:
    """What was kept is read again; what has not ended is told, the first asked first."""
    tickets = Tickets(home)
    kept = [
        ticket("r2", 2.0),
        ticket("r1", 1.0, state="running"),
        ticket("r3", 3.0, state="failed"),
    ]
    for one in kept:
        tickets.keep(one)
    again = Tickets(home)

    assert [one.run for one in again.load()] == ["r1", "r2"]
    assert [one.run for one in again.latest("ada")] == ["r3", "r2", "r1"]
    assert again.find("ada", "r2") == kept[0]


def test_foreign_tickets_are_unknown(home: Path) -> None:
    """Nobody finds the run of another owner, by whatever name."""
    tickets = Tickets(home)
    tickets.keep(ticket("r1", 1.0, key="k"))

    assert tickets.find("ben", "r1") is None
    assert tickets.find("ben", "latest") is None
    assert tickets.asked_by("ben", "k") is None
    assert tickets.asked_by("ada", "") is None


def test_damaged_ticket_is_left_aside(home: Path) -> None:
    """A ticket that cannot be read, or lies in another's folder, ends no server and is not used."""
    tickets = Tickets(home)
    tickets.keep(ticket("r1", 1.0))
    room = home / "owners" / "ada" / "runs"
    (room / "r2.json").write_text("{")
    (room / "r3.json").write_bytes((room / "r1.json").read_bytes())
    other = home / "owners" / "ben" / "runs" / "r1.json"
    other.parent.mkdir(parents=True)
    other.write_bytes((room / "r1.json").read_bytes())

    assert [one.run for one in Tickets(home).load()] == ["r1"]


def test_status_tells_no_secret() -> None:
    """What is told of a ticket has neither its owner nor the digest of a key."""
    told = ticket("r1", 1.0, key="digest").status().model_dump_json()

    assert "digest" not in told
    assert "ada" not in told


def test_half_made_folders_are_swept(home: Path) -> None:
    """What a server that was killed had begun is taken away, and nothing else."""
    half = home / "owners" / "ada" / "aside" / "x" / "luna"
    whole = home / "owners" / "ada" / "projects" / "luna"
    half.mkdir(parents=True)
    sweep(home)

    assert not half.exists()
    assert whole.exists()


def test_ticket_without_its_project_is_let_go(home: Path) -> None:
    """Where a server was killed between the two, whoever asked was not answered, and asks again."""
    Tickets(home).keep(ticket("r1", 1.0, project="never-begun"))

    assert Tickets(home).load() == []
    assert list(home.glob("owners/ada/runs/*")) == []
