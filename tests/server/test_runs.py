"""Runs: what waits, what is in work, and what becomes of it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.server.stage import FILM, PROJECTS, RUNS, here, slow_writer

from fabula.models.simulator import plan_of, serve
from fabula.server.tickets import Ticket, Tickets

pytestmark = pytest.mark.anyio


async def test_run_makes_a_film(tmp_path: Path) -> None:
    """A run that was asked for ends with a film, and tells what it did for it."""
    async with here(tmp_path) as server:
        made = await server.make(project="luna", **FILM)
        film = await server.ask.get(f"{PROJECTS}/luna/files/luna.mp4")

    assert made["state"] == "finished"
    assert "2 scenes" in made["headline"]
    assert made["files"] == ["luna.mp4", "report.json"]
    assert made["steps"]["made"] > 5
    assert made["failure"] is None
    assert film.content[4:8] == b"ftyp"


async def test_edit_makes_one_scene_again(tmp_path: Path) -> None:
    """After an edit of one scene only what depends on it is made; the edit is kept as it is."""
    async with here(tmp_path) as server:
        first = await server.make(project="luna", **FILM)
        place = f"{PROJECTS}/luna/files/storyboard.yaml"
        board = (await server.ask.get(place)).text
        edited = board.replace("A harbour that falls dry", "A port that runs dry")
        written = await server.ask.put(place, content=edited)
        again = await server.make(project="luna")
        left = (await server.ask.get(place)).text

    assert edited != board
    assert written.status_code == 200
    assert 0 < again["steps"]["made"] < first["steps"]["made"]
    assert again["steps"]["remembered"] > 0
    assert left == edited


async def test_second_run_of_a_project_waits_elsewhere(tmp_path: Path) -> None:
    """A project has one run at a time, whoever asks at the same moment."""
    async with here(tmp_path, writer=slow_writer(tmp_path)) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
        asked = [server.ask.post(RUNS, json={"project": "luna"}) for _ in range(5)]
        answers = await asyncio.gather(*asked)
        told = sorted(answer.status_code for answer in answers)
        refused = next(answer for answer in answers if answer.status_code == 409)

    assert told == [202, 409, 409, 409, 409]
    assert refused.json()["error"]["kind"] == "StillRunning"


async def test_full_queue_is_told(tmp_path: Path) -> None:
    """What does not fit into the queue is refused at once, with when to come again."""
    knobs: dict[str, Any] = {"server_runs": 1, "server_queue": 2, "writer": slow_writer(tmp_path)}
    async with here(tmp_path, **knobs) as server:
        answers = [await server.ask.post(RUNS, json=FILM) for _ in range(4)]
        listed = (await server.ask.get(RUNS)).json()

    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert [run["state"] for run in listed] == ["queued", "queued", "running"]


async def test_full_queue_costs_no_work(tmp_path: Path) -> None:
    """Of many who ask at the same moment those that find no place begin no project either."""
    knobs: dict[str, Any] = {"server_runs": 1, "server_queue": 2, "writer": slow_writer(tmp_path)}
    async with here(tmp_path, **knobs) as server:
        answers = await asyncio.gather(*(server.ask.post(RUNS, json=FILM) for _ in range(12)))
        listed = (await server.ask.get(PROJECTS)).json()
        again = await server.ask.post(RUNS, json={"production": "none"})

    taken = [answer.status_code for answer in answers].count(202)

    assert 2 <= taken <= 3
    assert len(listed) == taken
    assert again.status_code == (429 if taken == 3 else 400)


async def test_nobody_fills_the_queue(tmp_path: Path) -> None:
    """With keys, there is a place left for whoever has none, however much others ask for."""
    keys = {"ka": "ada", "kb": "ben"}
    knobs: dict[str, Any] = {"server_runs": 1, "server_queue": 4, "writer": slow_writer(tmp_path)}
    async with here(tmp_path, keys, **knobs) as server:
        hers = [(await server.ask.post(RUNS, json=FILM)).status_code for _ in range(5)]
        ben = {"Authorization": "Bearer kb"}
        his = [(await server.ask.post(RUNS, json=FILM, headers=ben)).status_code for _ in range(2)]

    assert hers == [202, 202, 202, 429, 429]
    assert his == [202, 429]


async def test_cancel_ends_within_a_second(tmp_path: Path) -> None:
    """A run in work, and one that waits, end soon after somebody says so, and the next begins."""
    knobs: dict[str, Any] = {"server_runs": 1, "writer": slow_writer(tmp_path)}
    async with here(tmp_path, **knobs) as server:
        first, second, third = [
            (await server.ask.post(RUNS, json=FILM)).json()["run"] for _ in range(3)
        ]
        await asyncio.sleep(0.3)
        async with asyncio.timeout(1):
            waiting = await server.ask.post(f"{RUNS}/{second}/cancel")
            working = await server.ask.post(f"{RUNS}/{first}/cancel")
            ended = [await server.end(run) for run in (first, second)]
        await asyncio.sleep(0.1)
        then = (await server.ask.get(f"{RUNS}/{third}")).json()

    assert [waiting.status_code, working.status_code] == [202, 202]
    assert [run["state"] for run in ended] == ["cancelled", "cancelled"]
    assert ended[0]["failure"] is None
    assert then["state"] == "running"


async def test_cancel_at_any_moment_is_heard(tmp_path: Path) -> None:
    """However early somebody says so, the run does not go on."""
    async with here(tmp_path, writer=slow_writer(tmp_path)) as server:
        for pause in (0.0, 0.001, 0.01, 0.03, 0.1):
            run = (await server.ask.post(RUNS, json=FILM)).json()["run"]
            await asyncio.sleep(pause)
            await server.ask.post(f"{RUNS}/{run}/cancel")
            async with asyncio.timeout(1.5):
                ended = await server.end(run)

            assert ended["state"] == "cancelled"


async def test_owners_take_turns(tmp_path: Path) -> None:
    """Who asked for little does not wait until all is made for who asked for much."""
    keys = {"ka": "ada", "kb": "ben"}
    knobs: dict[str, Any] = {"server_runs": 2, "writer": slow_writer(tmp_path)}
    async with here(tmp_path, keys, **knobs) as server:
        for _ in range(4):
            await server.ask.post(RUNS, json=FILM)
        ben = {"Authorization": "Bearer kb"}
        await server.ask.post(RUNS, json=FILM, headers=ben)
        await server.ask.post(f"{RUNS}/{(await server.ask.get(RUNS)).json()[-1]['run']}/cancel")
        await asyncio.sleep(0.2)
        theirs = (await server.ask.get(f"{RUNS}/latest", headers=ben)).json()

    assert theirs["state"] == "running"


async def test_same_key_is_the_same_run(tmp_path: Path) -> None:
    """A request that is made again with its key makes nothing more, even at the same moment."""
    key = {"Idempotency-Key": "a"}
    async with here(tmp_path, writer=slow_writer(tmp_path)) as server:
        answers = await asyncio.gather(
            *(server.ask.post(RUNS, json=FILM, headers=key) for _ in range(3))
        )
        other = await server.ask.post(RUNS, json={"project": "x"}, headers=key)
        listed = (await server.ask.get(PROJECTS)).json()

    assert len({answer.json()["run"] for answer in answers}) == 1
    assert other.status_code == 422
    assert other.json()["error"]["kind"] == "KeyReused"
    assert len(listed) == 1


async def test_run_that_cannot_begin_leaves_nothing(tmp_path: Path) -> None:
    """Where the run is refused, the project that was wished with it is not there either."""
    wish = {"project": "luna", **FILM, "order": {"minutes": 0}}
    async with here(tmp_path) as server:
        refused = await server.ask.post(RUNS, json=wish)
        listed = (await server.ask.get(PROJECTS)).json()
        left = await asyncio.to_thread(lambda: list((tmp_path / "owners").glob("*/*/*")))

    assert refused.status_code == 400
    assert listed == left == []


async def test_failure_is_told_with_its_kind(tmp_path: Path) -> None:
    """A run that cannot be made says why, and shows no path of the server."""
    async with here(tmp_path) as server:
        source = {"name": "paper.pdf", "text": "no PDF at all"}
        made = await server.make(project="luna", source=source)

    assert made["state"] == "failed"
    assert made["failure"]["kind"] == "UnreadableInput"
    assert made["failure"]["message"].startswith("paper.pdf")
    assert str(tmp_path) not in json.dumps(made)


async def test_budget_ends_the_run(tmp_path: Path) -> None:
    """A run with a budget ends when it is spent, and says that."""
    async with here(tmp_path, writer=slow_writer(tmp_path, 0)) as server:
        made = await server.make(project="luna", budget_usd=1e-9, **FILM)

    assert made["failure"]["kind"] == "BudgetSpent"
    assert made["state"] == "failed"


async def test_runs_keep_the_limits_of_a_model_together(tmp_path: Path) -> None:
    """A provider that takes one call at a time gets no second one from another run."""
    policies = tmp_path / "policies.toml"
    await asyncio.to_thread(policies.write_text, '["openai:*"]\nconcurrency = 1\n')
    knobs: dict[str, Any] = {"policies": str(policies), "speech": "openai:sim", "server_runs": 3}
    async with serve(plan_of({"latency": 0.05})) as provider:
        keys = {"FABULA_OPENAI_URL": provider.address, "OPENAI_API_KEY": "sim"}
        async with here(tmp_path / "home", environment=keys, **knobs) as server:
            asked = [await server.ask.post(RUNS, json=FILM) for _ in range(3)]
            made = [await server.end(answer.json()["run"]) for answer in asked]
        stats = provider.simulator.stats()

    assert [run["state"] for run in made] == ["finished"] * 3
    assert stats["requests"] >= 6
    assert stats["most_in_flight"] == 1


async def test_episode_is_made_too(tmp_path: Path) -> None:
    """The server knows no production: an episode is made as a film is."""
    async with here(tmp_path) as server:
        order = {"minutes": 2, "scenes": 2, "formats": ["fountain"]}
        made = await server.make(project="pilot", production="episode", order=order)
        script = await server.ask.get(f"{PROJECTS}/pilot/files/pilot.fountain")

    assert made["state"] == "finished"
    assert made["production"] == "episode"
    assert "INT." in script.text
    assert script.headers["content-type"].startswith("text/plain")


async def test_stopped_runs_go_on(tmp_path: Path) -> None:
    """What a server stopped at its own end waits, and the next one makes it under the same id."""
    async with here(tmp_path, writer=slow_writer(tmp_path)) as server:
        run = (await server.ask.post(RUNS, json=FILM)).json()["run"]
        await asyncio.sleep(0.3)
    waiting = await asyncio.to_thread(Tickets(tmp_path).load)
    async with here(tmp_path) as server:
        made = await server.end(run)

    assert [(one.run, one.state, one.starts) for one in waiting] == [(run, "queued", 0)]
    assert made["state"] == "finished"


async def test_run_that_kills_servers_is_not_begun_again(tmp_path: Path) -> None:
    """A run at which the server died three times is told as killed, and the others go on."""
    async with here(tmp_path) as server:
        await server.ask.post(PROJECTS, json={"project": "luna", **FILM})
    usual = {"project": "luna", "production": "video", "owner": "local", "state": "running"}
    deadly = Ticket.model_validate({**usual, "run": "r1", "asked_at": 1.0, "starts": 3})
    await asyncio.to_thread(Tickets(tmp_path).keep, deadly)
    async with here(tmp_path) as server:
        told = (await server.ask.get(f"{RUNS}/r1")).json()
        made = await server.make(project="luna")

    assert told["state"] == "killed"
    assert told["failure"]["kind"] == "ServerDied"
    assert made["state"] == "finished"


async def test_run_that_gets_further_is_not_to_blame(tmp_path: Path) -> None:
    """A run that servers ended at three times goes on if they made something, and only then."""
    states = []
    async with here(tmp_path) as server:
        made = await server.make(project="luna", **FILM)
    for _ in range(2):
        tickets = Tickets(tmp_path)
        await asyncio.to_thread(tickets.load)
        ticket = tickets.find("local", made["run"])
        assert ticket
        died = {"state": "running", "starts": 3, "ended_at": None}
        await asyncio.to_thread(tickets.keep, ticket.model_copy(update=died))
        async with here(tmp_path) as server:
            states.append((await server.end(made["run"]))["state"])

    assert states == ["finished", "killed"]
