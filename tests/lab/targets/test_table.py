"""Every demand of every document stands in the tables, once, with its limit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from fabula.errors import BadInput
from fabula.lab.record import Target
from fabula.lab.statistics.summary import STATISTICS
from fabula.lab.targets.table import DOCUMENTS, all_targets, read_targets

ROW = """
[[target]]
id = "X-1"
document = "X"
suite = "mine"
metric = "took"
says = "It is quick"
"""

BY_ID = {target.id: target for target in all_targets()}


def test_every_document_is_covered() -> None:
    """So many demands each; whoever adds or drops one says so here."""
    counts = Counter(target.document for target in all_targets())

    assert counts == {"S": 14, "B": 25, "T": 27, "V": 20, "M": 70, "F": 11}
    assert set(counts) == set(DOCUMENTS)


def test_ids_are_unique_and_named_for_their_document() -> None:
    """An id begins with the letter of its document."""
    assert len(BY_ID) == len(all_targets())
    assert all(target.id.startswith(f"{target.document}-") for target in all_targets())


def test_every_target_says_what_to_do() -> None:
    """Each has words, an origin in its document, advice, and a statistic that there is."""
    for target in all_targets():
        assert target.says
        assert target.origin or target.document == "F", target.id
        assert target.advice, target.id
        assert target.statistic in STATISTICS, target.id


LIMITS = {
    # S
    "S-small": "max below 2 s",
    "S-large": "max below 3 s",
    "S-cache-repeat": "mean above 0.6 share",
    "S-cache-first": "max at_most 0 share",
    "S-speedup": "p50 above 1.5 x",
    "S-memory": "max below 100 MB",
    "S-suite": "sum at_most 10.4 s",
    # B
    "B-biography": "max below 30 min",
    "B-api": "mean below 200 ms",
    "B-health": "mean below 50 ms",
    "B-new-endpoint": "mean below 0.2 s",
    "B-users": "max at_least 10",
    "B-memory": "max below 2 GB",
    "B-throughput": "mean at_least 2 1/h",
    "B-errors": "mean below 0.01 share",
    # T
    "T-single": "max below 2 s",
    "T-api-listing": "p95 below 500 ms",
    "T-success": "mean at_least 0.95 share",
    "T-throughput": "mean above 10 1/s",
    "T-normal": "mean at_least 0.95 share",
    "T-recovery": "mean at_least 0.6 share",
    "T-integrity": "mean at_least 0.9 share",
    "T-memory": "max below 100 MB",
    "T-cpu": "mean below 0.8 share",
    "T-leak": "max below 0.1 share",
    "T-cache": "mean at_least 0.4 share",
    # V
    "V-vad": "mean below 50 ms",
    "V-realtime": "min above 1 x",
    "V-vad-memory": "max below 100 MB",
    "V-tool-mean": "mean below 10 ms",
    "V-tool-max": "max below 50 ms",
    "V-tool-rate": "mean above 100 1/s",
    "V-session": "mean below 100 ms",
    "V-message": "mean below 50 ms",
    "V-query": "mean below 100 ms",
    "V-message-rate": "mean above 50 1/s",
    "V-end-to-end": "mean below 500 ms",
    "V-sessions": "max at_least 5",
    "V-stress-memory": "max below 100 MB",
    "V-base-vad": "max at_most 0.2 share",
    # M
    "M-connect": "mean below 2 s",
    "M-round-trip": "mean below 5 s",
    "M-connections": "mean above 0.8 share",
    "M-embedding": "max below 15 s",
    "M-health": "max below 2 s",
    "M-throughput": "mean above 1 1/s",
    "M-budget-fast": "sum at_most 30 s",
    "M-budget-all": "sum at_most 900 s",
}


@pytest.mark.parametrize("name", LIMITS)
def test_limit_is_the_documents(name: str) -> None:
    """The figures as the documents have them."""
    target = BY_ID[name]
    told = f"{target.statistic} {target.relation} {target.limit:g} {target.unit}".strip()

    assert told == LIMITS[name]


def test_goal_and_count_are_kept() -> None:
    """What the documents hope for beyond a limit, and how many samples they ask for."""
    assert (BY_ID["S-speedup"].goal, BY_ID["B-throughput"].goal) == (2.0, 3.0)
    assert (BY_ID["T-leak"].count, BY_ID["M-connect"].count) == (20, 10)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("", "target 'X-1': needs one of below, at_most, above, at_least, holds"),
        ("below = 1", "needs a unit"),
        ('below = 1\nabove = 2\nunit = "s"', "needs one of"),
        ('below = 1\nunit = "s"\nlimits = 3', "has no field 'limits'"),
        ("holds = true\nadvice = 3", "'advice' must be text"),
        ('below = "two"\nunit = "s"', "could not convert"),
        ("below = ", "is not TOML"),
        ("holds = true\n" + ROW + "holds = true", "two targets called 'X-1'"),
    ],
)
def test_bad_rows_are_told(tmp_path: Path, row: str, told: str) -> None:
    """By the file, the target and what is wrong."""
    path = tmp_path / "own.toml"
    path.write_text(ROW + row)

    with pytest.raises(BadInput, match=told):
        read_targets(path)


def test_usual_fields_stand_once(tmp_path: Path) -> None:
    """A row says only what is its own; `holds` is a yes of every sample."""
    path = tmp_path / "own.toml"
    path.write_text(
        '[usual]\ndocument = "X"\nsuite = "mine"\n'
        '[[target]]\nid = "X-1"\nmetric = "took"\nsays = "Works"\nholds = true\n'
        "where = { users = 10 }\n"
    )

    assert read_targets(path) == (
        Target("X-1", "X", "mine", "took", "Works", "at_least", 1.0, "yes", "min", {"users": "10"}),
    )


def test_missing_table_is_told(tmp_path: Path) -> None:
    """A file that is not there."""
    with pytest.raises(BadInput, match="is not there"):
        read_targets(tmp_path / "own.toml")
