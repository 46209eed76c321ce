"""The library of bits: large, well-formed, and free of what must not be said."""

from __future__ import annotations

import re
from collections import Counter

from fabula.productions.episode.measures.repetition import STOCK
from fabula.productions.episode.measures.words import spoken_words
from fabula.productions.episode.offline.bits import library


def test_there_are_many_bits() -> None:
    """An episode draws fifty of them: the library has several times as many, all named."""
    _, shelves = library()
    names = [bit.name for bits in shelves.values() for bit in bits]

    assert len(names) > 200
    assert not [name for name, times in Counter(names).items() if times > 1]


def test_every_bit_pays_off() -> None:
    """Whatever is not an opening has a pay-off, after a line that prepares it."""
    _, shelves = library()
    lame = [
        bit.name
        for book, bits in shelves.items()
        if book != "openers"
        for bit in bits
        if not bit.jokes or bit.tells[0].beat == "payoff"
    ]

    assert lame == []


def test_no_line_is_stock_or_action() -> None:
    """No stock phrase, nothing in brackets that is not a slot, no line that is a speech."""
    grammar, _ = library()
    lines = {rule: phrases[0].say for rule, phrases in grammar.rules.items()}
    stock = [
        rule
        for rule, line in lines.items()
        if any(f" {phrase} " in f" {' '.join(spoken_words(line))} " for phrase in STOCK)
    ]
    action = [rule for rule, line in lines.items() if re.search(r"[()*\[\]]", line)]
    long = [rule for rule, line in lines.items() if len(line.split()) > 34]

    assert (stock, action, long) == ([], [], [])
