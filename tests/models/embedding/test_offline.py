"""Offline vectors place a text nearer to its paraphrase than to any stranger."""

from __future__ import annotations

import subprocess
import sys
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.errors import BadSetting
from fabula.models.embedding.offline import DIMENSIONS, OfflineEmbedding, _vector, provide

PAIRS = [
    (
        "The lighthouse keeper repaired the old lamp before the storm.",
        "Before the storm came, the keeper of the lighthouse repaired its lamp.",
    ),
    (
        "Luna opens a bakery in the harbour district.",
        "In the harbour district, Luna has opened her own bakery.",
    ),
    (
        "Photosynthesis converts sunlight into chemical energy in plants.",
        "Plants turn the energy of sunlight into chemical energy through photosynthesis.",
    ),
    ("The captain refuses to sell his ship.", "His ship is not for sale, the captain refuses."),
    ("Beethoven was born in Bonn in 1770.", "Born at Bonn in December 1770, he stayed for years."),
    (
        "The committee approved the annual budget.",
        "The yearly budgets were approved by committees.",
    ),
    ("Der Wärter reparierte die Lampe.", "Die Lampe wurde vom Leuchtturmwärter repariert."),
    ("A detective searches for a missing painting.", "The painting is missing; detectives search."),
    (
        "Neural networks learn from labelled examples.",
        "Learning from labels is what a network does.",
    ),
    (
        "Mira and Tom argue about the wedding cake.",
        "The wedding cake: an argument of Tom and Mira.",
    ),
    ("北京是中国的首都。", "中国的首都在北京。"),
    ("She forgot her umbrella on the train.", "Her umbrella was left behind on the train."),
]


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_paraphrase_is_nearer_than_strangers(number: int) -> None:
    """By a margin, in whichever language."""
    one, other = map(_vector, PAIRS[number])
    strangers = chain.from_iterable(pair for i, pair in enumerate(PAIRS) if i != number)

    assert one.likeness(other) > 0.1 + max(one.likeness(_vector(text)) for text in strangers)


def test_spelling_and_case_hardly_matter() -> None:
    """Accents, capitals and endings are small differences."""
    plain = _vector("cafe bakery harbour")

    assert plain.likeness(_vector("Café, BAKERY & Harbour!")) == pytest.approx(1.0)
    assert plain.likeness(_vector("cafes bakeries harbours")) > 0.15


def test_repetition_is_damped() -> None:
    """A text that says a word ten times is not about that word alone."""
    assert _vector("whale ship").likeness(_vector("whale " * 10 + "ship")) > 0.7


@given(st.text(), st.text())
def test_any_text_has_a_place(one: str, other: str) -> None:
    """Of length 1, or 0 where there is no word; a text is like itself."""
    vector = _vector(one)

    assert len(vector) == DIMENSIONS
    assert vector.likeness(vector) == pytest.approx(1.0) or not any(vector.numbers)
    assert -1.001 <= vector.likeness(_vector(other)) <= 1.001


def test_every_process_agrees() -> None:
    """Python's own hash differs from process to process; this one does not."""
    code = (
        "from fabula.models.embedding.offline import _vector, OfflineEmbedding\n"
        "print(_vector('A mill by a stream.').content.hex(), OfflineEmbedding().identity)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = f"{_vector('A mill by a stream.').content.hex()} {OfflineEmbedding().identity}"

    assert done.stdout.strip() == told


def test_offline_has_no_models() -> None:
    """Who names one hears so."""
    with pytest.raises(BadSetting, match="'offline:bge'"):
        provide("offline", "bge", {})


def test_abilities_do_not_boast() -> None:
    """It compares words, and says so."""
    assert not OfflineEmbedding().abilities.meaning
