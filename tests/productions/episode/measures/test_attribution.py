"""Who speaks, told by letters alone."""

from __future__ import annotations

from tests.productions.episode.rooms import earnest

from fabula.productions.episode.measures.attribution import attribute


def test_speakers_of_a_comedy_are_told_apart() -> None:
    """Two thirds of the halves are named rightly, where a guess is right in a quarter."""
    read = attribute(earnest())

    assert read.chance == 0.25
    assert read.accuracy is not None
    assert read.accuracy >= 0.65


def test_everybody_is_told_better_than_by_chance() -> None:
    """No character is left at chance, the one with the fewest words neither."""
    read = attribute(earnest(), splits=60)

    assert all((read.right(name) or 0) > read.chance + 0.1 for name in read.guesses)


def test_mixed_up_speeches_are_not_told_apart() -> None:
    """Where each says what any of them might have said, the reader falls to chance."""
    every = [text for texts in earnest().values() for text in texts]
    mixed = {name: every[at::4] for at, name in enumerate(earnest())}

    accuracy = attribute(mixed, splits=60).accuracy

    assert accuracy is not None
    assert accuracy < 0.4


def test_few_words_are_not_judged() -> None:
    """With fewer than 200 words, nobody is asked; with one speaker left, neither."""
    said = earnest()
    short = {"Lane": ["Yes, sir."], **said}

    assert "Lane" not in attribute(short).guesses
    assert attribute({"Jack": said["Jack"]}).accuracy is None


def test_same_speeches_get_same_answer() -> None:
    """Nothing is left to chance."""
    assert attribute(earnest()) == attribute(earnest())


def test_rewriting_a_line_changes_little() -> None:
    """A few other words move no more than a few guesses, for the halves stay as they are."""
    said = earnest()
    before = attribute(said).taken_for("Lady Bracknell")
    said["Jack"][3] += " Upon my word."

    after = dict(attribute(said).taken_for("Lady Bracknell"))

    assert all(abs(after.get(who, 0) - share) <= 0.1 for who, share in before)


def test_borrowed_lines_are_found() -> None:
    """A speech that came from another character is among the strangest of the one who says it."""
    said = earnest()
    said["Algernon"].insert(0, max(said["Lady Bracknell"], key=len))

    assert 0 in attribute(said).strange["Algernon"]
