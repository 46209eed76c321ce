"""Which sentences can be quoted out of their place."""

from __future__ import annotations

import pytest

from fabula.media.prose.lexicon import lexicon
from fabula.media.prose.quoting import ease, points_back, whole

ENGLISH = lexicon("en")


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("The old mill takes its water from the river.", True),
        ("the old mill takes its water from the river.", False),
        ("The old mill and its water", False),
        ("As discussed in section 3, the mill is old.", False),
        ("Smith, J. R. Jones, A. B. Mill, 1990.", False),
        ("Although the mill is old.", False),
        ("Reference has already been made to the mill of the town.", False),
        ("The miller was, as we have seen, a friend of the river.", False),
    ],
)
def test_only_whole_sentences_are_quoted(text: str, *, fit: bool) -> None:
    """Fragments, references and talk about the document itself are not quoted."""
    assert whole(text, ENGLISH) is fit


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("It was sold in 1990.", True),
        ("However, it was sold.", True),
        ("An additional reason was the ice.", True),
        ("By then she had left the town.", True),
        ("It is known that mills are old.", False),
        ("The miller knew that he was old.", True),
        ("Anna Miller knew that she was old.", False),
    ],
)
def test_sentences_that_point_back_are_known(text: str, *, back: bool) -> None:
    """An opening, or an early pronoun without a name before it, needs the sentence before."""
    assert points_back(text, ENGLISH) is back


def test_plain_sentences_are_easier() -> None:
    """Length, signs, brackets and questions make a sentence harder to take in by ear."""
    plain = ease("The old mill takes its water from the river below the town.", ENGLISH)
    hard = [
        "Mills = {a_b} and [c] <d> take water from the river below the town.",
        "The mill (see the left bank) takes: water (cold) from the river below.",
        "Who takes the water from the river below the old town?",
        "Mills take " + "water and " * 25 + "stones.",
    ]

    assert all(ease(text, ENGLISH) < plain for text in hard)
