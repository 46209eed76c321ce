"""Physical comedy is about what the outline tells, and not about a ladder."""

from __future__ import annotations

import pytest
from tests.productions.episode.rooms import offline_script

from fabula.productions.episode.offline.slapstick import pieces, pieces_for, read_event

CAST = ["Hanna", "Fred", "Rick", "Inspector Voss"]


@pytest.mark.parametrize(
    ("text", "kind", "names", "thing"),
    [
        ("The dough pushes all five of them against the window", "alive", (), "dough"),
        ("The wall bed opens each time Rick turns his back", "alive", ("Rick",), "wall bed"),
        ("Hanna hides the goat under her coat", "secret", ("Hanna",), "goat"),
        ("Hanna and Rick carry a till past Fred", "secret", ("Hanna", "Fred", "Rick"), "till"),
        ("All of them hold the cupboard shut", "together", (), "cupboard"),
        ("Hanna and Fred push the trunk over the sill", "load", ("Hanna", "Fred"), "trunk"),
        ("Hanna and Fred carry the same four chairs", "load", ("Hanna", "Fred"), "four chairs"),
        ("Fred greets Inspector Voss as five guests", "guise", ("Fred", "Inspector Voss"), ""),
        ("Hanna works the arms of Fred from behind", "puppet", ("Hanna", "Fred"), ""),
        ("Rick crosses the room without touching the floor", "balance", ("Rick",), ""),
        ("Rick falls down the stairs", "fall", ("Rick",), "stairs"),
        ("Rick gets stuck", "any", ("Rick",), ""),
        ("Silence", "any", (), ""),
    ],
)
def test_events_are_told_apart(text: str, kind: str, names: tuple[str, ...], thing: str) -> None:
    """What happens is read for its kind, for who is in it, and for the thing it is about."""
    event = read_event(text, CAST, ())

    assert (event.kind, event.names) == (kind, names)
    assert thing in ("", event.it)


def test_every_kind_has_its_pieces() -> None:
    """There is a piece for every kind of event, and no piece that nothing asks for."""
    kinds = {"alive", "together", "secret", "load", "guise", "puppet", "balance", "fall", "any"}

    assert {piece["on"] for piece in pieces()} == kinds | {"alone"}
    assert all(len(piece["escalations"]) >= 2 for piece in pieces())
    assert all(pieces_for(kind) for kind in kinds)


@pytest.mark.parametrize("seed", range(4))
def test_pieces_are_about_their_event(seed: int) -> None:
    """The dough that pushes goes on pushing, and the bed that opens is what they fight with."""
    played = [
        sequence
        for _, scene in offline_script(seed).played()
        for sequence in scene.directions.physical_comedy_sequences
    ]

    assert played
    for one in played:
        assert one.props[0] in " ".join((*one.escalations, one.climax, one.resolution))
