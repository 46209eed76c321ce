"""What all tests here share; the fixtures of the lab come with Fabula, as a plugin of pytest."""

from __future__ import annotations

import pytest

from fabula.lab.deployments import Deployment


@pytest.fixture
def service_url(lab_deployment: Deployment) -> str:
    """The address of what is tested; a test that asks for it needs `--lab-target`."""
    if not lab_deployment.address:
        pytest.skip("nothing is asked over HTTP: give pytest --lab-target http://ADDRESS")
    return lab_deployment.address
