"""Services that are not there answer as they are told, and remember what they were asked."""

from __future__ import annotations

import httpx2

from fabula.lab.testing.standins import stand_in


def test_service_answers_as_it_is_told() -> None:
    """Well by default; what it was not told is a 404; what came can be looked at."""
    told = {"POST /characters": (201, {"id": 7})}
    with stand_in(told) as service, httpx2.Client(base_url=service.address) as client:
        healthy = client.get("/health")
        made = client.post("/characters", json={"name": "Luna"})
        unknown = client.get("/nothing")
        service.answers["GET /health"] = (503, {"status": "fail"})
        unwell = client.get("/health")

    assert (healthy.status_code, healthy.json()) == (200, {"status": "pass"})
    assert (made.status_code, made.json()) == (201, {"id": 7})
    assert (unknown.status_code, unwell.status_code) == (404, 503)
    assert service.asked[1] == "POST /characters"
    assert service.bodies[1] == b'{"name":"Luna"}'
