"""Users of BookGen for Locust: `locust -f tests/load/locustfile.py --host=http://localhost:8000`."""

from __future__ import annotations

from fabula.lab.load.locustfile import BookGenUser, StressTestUser

__all__ = ["BookGenUser", "StressTestUser"]
