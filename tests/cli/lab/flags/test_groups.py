"""The help of the lab lists its many commands in groups."""

from __future__ import annotations

import re

import pytest

from fabula.cli import main
from fabula.cli.flags import build_parser
from fabula.cli.lab.flags.groups import GROUPS


def test_commands_are_listed_in_groups(capsys: pytest.CaptureFixture[str]) -> None:
    """Each once, with what it is for; each has a group."""
    with pytest.raises(SystemExit):
        main(["lab", "--help"])
    said = capsys.readouterr().out
    listed = re.findall(r"^    ([a-z]+)  +\w", said, re.MULTILINE)

    assert [title for title in GROUPS if f"  {title}:\n" in said] == list(GROUPS)
    assert "  more:" not in said
    assert listed == [name for names in GROUPS.values() for name in names]
    assert max(map(len, said.splitlines())) <= 100


def test_every_command_is_listed() -> None:
    """None is left out of the groups."""
    lab = next(
        action.choices["lab"]
        for action in build_parser()._actions
        if isinstance(action.choices, dict) and "lab" in action.choices
    )
    verbs = next(action.choices for action in lab._actions if isinstance(action.choices, dict))

    assert set(verbs) == {name for names in GROUPS.values() for name in names}
