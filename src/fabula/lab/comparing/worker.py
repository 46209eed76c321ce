"""One revision at work: measures scenarios, a round for each line that it reads, in JSON.

`PYTHONPATH=REVISION/src python -P worker.py LAB ROUND`: Fabula is that of the revision, but for
the lab, which is the one in the folder LAB, so that both revisions are measured by the same code.
"""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any


def graft(lab: Path) -> None:
    """Take `fabula.lab` from a folder, whatever the revision has."""
    spec = spec_from_file_location(
        "fabula.lab", lab / "__init__.py", submodule_search_locations=[str(lab)]
    )
    if spec is None or spec.loader is None:
        raise AssertionError("unreachable")
    module = sys.modules["fabula.lab"] = module_from_spec(spec)
    spec.loader.exec_module(module)


def measure(suites: list[str], **options: Any) -> dict[str, Any]:
    """One round of the scenarios: their samples, or why there are none."""
    from fabula.lab.context import Options
    from fabula.lab.deployments import Embedded
    from fabula.lab.runner import chosen, run_scenario
    from fabula.lab.suites import scenarios_of

    found, here, how = [], Embedded(), Options(**options)
    for scenario in scenarios_of(suites):
        if not chosen(scenario, how):
            continue
        outcome = run_scenario(scenario, here, how)
        if outcome.state != "passed":
            return {"failed": f"{outcome.id}: {outcome.reason}"}
        found += [
            {
                "suite": outcome.suite,
                "metric": {
                    name: getattr(one.metric, name)
                    for name in ("id", "unit", "better", "kind", "about")
                },
                "labels": dict(one.labels),
                "values": one.values,
            }
            for one in outcome.samples
        ]
    return {"samples": found}


def serve(lab: Path, options: dict[str, Any]) -> None:
    """Say where this Fabula is, then measure a round for each line."""
    import fabula

    print(json.dumps({"fabula": str(Path(fabula.__file__).parent)}), flush=True)  # noqa: T201
    graft(lab)
    for _ in sys.stdin:
        print(json.dumps(measure(**options)), flush=True)  # noqa: T201


if __name__ == "__main__":
    serve(Path(sys.argv[1]), json.loads(sys.argv[2]))
