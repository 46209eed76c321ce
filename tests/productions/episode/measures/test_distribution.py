"""How jokes are spread over acts, cast and kinds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.productions.episode.mutants import each_line, read
from tests.productions.episode.rooms import small_script

from fabula.productions.episode.dialogue import DialogueLine
from fabula.productions.episode.measures.distribution import gini


def test_jokes_are_counted_by_act_and_character() -> None:
    """Every act is there in its order, and everybody, who gets no laugh too."""
    found = read(small_script()).report.comedy_distribution

    assert found.by_act == (("cold open", 3), ("act 1", 6))
    assert dict(found.by_character)["Inspector Voss"] == 0
    assert sum(count for _, count in found.by_character) == found.total_comedic_beats == 9


@pytest.mark.parametrize(("counts", "value"), [([5, 5, 5], 0.0), ([0, 0, 9], 2 / 3), ([], 0.0)])
def test_gini_measures_uneven_shares(counts: list[int], value: float) -> None:
    """All alike is 0; one of three who has it all is two thirds."""
    assert gini(counts) == pytest.approx(value)


def test_one_kind_of_joke_is_less_than_four() -> None:
    """Where all jokes are puns, variety falls, and with it the score."""

    def pun(_: int, __: int, line: DialogueLine) -> DialogueLine:
        return replace(line, kind="wordplay") if line.is_comedic_beat else line

    script = small_script()
    varied = read(script).report.comedy_distribution.distribution_score
    dull = read(each_line(script, pun)).report.comedy_distribution.distribution_score

    assert dull.value < varied.value - 0.1
    assert "variety 0.00" in dull.reason
