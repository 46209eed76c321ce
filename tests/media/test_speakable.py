"""What a voice is given: words, and nothing that only an eye could follow."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.media.speakable import readable, spoken

ENGLISH = [
    # citations
    ("It works [12].", "It works."),
    ("It works [1, 2–5] well.", "It works well."),
    ("It works [Smith et al., 2020] well.", "It works well."),
    ("It works (Smith et al., 2020).", "It works."),
    ("It works (Smith & Doe, 2019; Roe, 2021a).", "It works."),
    ("It works (see Smith, 2020, p. 14).", "It works."),
    ("Smith et al. (2020) agree.", "Smith and colleagues agree."),
    ("Smith (2020) agrees.", "Smith agrees."),
    ("It works [@smith2020; @doe].", "It works."),
    ("It was known before.¹² It still is.", "It was known before. It still is."),
    ("The results hold.12 More follows.", "The results hold. More follows."),
    (r"It works \cite{smith}.", "It works."),
    # pointers into the page
    ("It grows, as shown in Fig. 3.", "It grows."),
    ("As shown in Figure 3, it grows.", "it grows."),
    ("It grows (see Fig. 3a).", "It grows."),
    ("It grows (Table 2 and Figure 4).", "It grows."),
    ("Fig. 3 shows growth.", "The figure shows growth."),
    ("The growth in Table 2 is slow.", "The growth in the table is slow."),
    ("Eq. (3) gives the rate.", "The equation gives the rate."),
    ("We insert this into Equation 4 twice.", "We insert this into the equation twice."),
    ("Algorithm 1 sorts them.", "The algorithm sorts them."),
    ("It is simple (Section 4.1).", "It is simple."),
    ("In Section 4, the rate is derived.", "the rate is derived."),
    # addresses
    ("The code (https://example.org/a?b=c) is free.", "The code is free."),
    ("More at https://example.org/x.", "More."),
    ("Write to anna@example.org today.", "Write today."),
    ("It was printed, doi: 10.1000/xyz.12.", "It was printed."),
    ("Visit www.example.org for more.", "for more."),
    # markup
    ("**Bold** and *slanted* words", "Bold and slanted words"),
    ("A [link](https://a.example/b) here", "A link here"),
    ("![alt](pic.png) A picture", "A picture"),
    ("Call `run()` now.", "Call run now."),
    ("### Heading three", "Heading three"),
    ("A <b>bold</b> word", "A bold word"),
    ("Salt &amp; pepper", "Salt and pepper"),
    ("Ship it 🚀 now", "Ship it now"),
    # abbreviations
    ("Fruit, e.g. apples, is good.", "Fruit, for example, apples, is good."),
    ("One, i.e. this one.", "One, that is, this one."),
    ("Cats vs. dogs", "Cats versus dogs"),
    ("It took approx. two days.", "It took approximately two days."),
    ("Apples, pears, etc. are fruit.", "Apples, pears, and so on are fruit."),
    ("Apples, pears, etc.", "Apples, pears, and so on."),
    ("Pier No. 5 is closed.", "Pier number 5 is closed."),
    ("Written in C++ and C#.", "Written in C plus plus and C sharp."),
    ("It waits for I/O.", "It waits for I O."),
    # numbers and units
    ("It rose by 5%.", "It rose by 5 percent."),
    ("It rose by 12.5 %.", "It rose by 12.5 percent."),
    ("It has 1,024 rows.", "It has 1,024 rows."),
    ("It has 5–10 rows.", "It has 5 to 10 rows."),
    ("In the years 2019–20 it rose.", "In the years 2019 to 20 it rose."),
    ("The 737–8 and the 737–9 flew.", "The 737 8 and the 737 9 flew."),
    ("It has 5-10 rows.", "It has 5 to 10 rows."),
    ("From 1914–1918 it stood.", "From 1914 to 1918 it stood."),
    ("It took 5 ms.", "It took 5 milliseconds."),
    ("It took 1 ms.", "It took 1 millisecond."),
    ("It moves 20 GB/s.", "It moves 20 gigabytes per second."),
    ("It is 3 m² large.", "It is 3 metres squared large."),
    ("It is 20 °C warm.", "It is 20 degrees Celsius warm."),
    ("It is 20°C warm.", "It is 20 degrees Celsius warm."),
    ("It weighs 3.2 ± 0.1 kg.", "It weighs 3.2 plus or minus 0.1 kilograms."),
    ("It has 1920×1080 pixels.", "It has 1920 by 1080 pixels."),
    ("It is 3x faster.", "It is 3 times faster."),
    ("It is 10× faster.", "It is 10 times faster."),
    ("It has ≥ 5 rows.", "It has at least 5 rows."),
    ("It has <= 5 rows.", "It has at most 5 rows."),
    ("It has ~5 rows.", "It has about 5 rows."),
    ("It holds for p < 0.05 only.", "It holds for p less than 0.05 only."),
    ("It holds for n > 20 only.", "It holds for n more than 20 only."),
    ("The error is 10^-3 there.", "The error is 10 to the minus 3 there."),
    ("The error is 10⁻³ there.", "The error is 10 to the minus 3 there."),
    ("It costs $5M a year.", "It costs 5 million dollars a year."),
    ("It costs €30 a year.", "It costs 30 euros a year."),
    ("It costs 30 € a year.", "It costs 30 euros a year."),
    ("It has 7B parameters.", "It has 7 billion parameters."),
    ("It has 10k users.", "It has 10 thousand users."),
    ("It fell to -5 there.", "It fell to minus 5 there."),
    ("Half is 1/2 of it.", "Half is one half of it."),
    ("A bolt of 3⁄8 inch.", "A bolt of three eighths inch."),
    ("We set x = 5 here.", "We set x equals 5 here."),
    ("Take #5 now.", "Take number 5 now."),
    ("It began on 2024-05-12 there.", "It began on 12 May 2024 there."),
    ("It ended in 1997 at 10:30.", "It ended in 1997 at 10:30."),
    ("It needs O(n log n) steps.", "It needs O of n log n steps."),
    # signs between words
    ("Input/output is slow.", "Input or output is slow."),
    ("He/she takes his/her hat.", "He or she takes his or her hat."),
    ("The readers/writers agree.", "The readers or writers agree."),
    ("Some 30 words/minute is slow.", "Some 30 words per minute is slow."),
    ("Salt & pepper", "Salt and pepper"),
    ("The angle α is small.", "The angle alpha is small."),
    ("World War II and Chapter IV", "World War 2 and Chapter 4"),
    ("Digital content — images — is good.", "Digital content, images, is good."),
    ("Digital content - images - is good.", "Digital content, images, is good."),
    ("A → B is a step.", "A to B is a step."),
    # code
    ("Use read_file here.", "Use read file here."),
    ("Use parseTree here.", "Use parse tree here."),
    ("Edit debian/changelog and debian/rules.", "Edit debian changelog and debian rules."),
    ("It is in lib/tools.so here.", "It is in lib tools.so here."),
    ("Send it as text/plain now.", "Send it as text plain now."),
    ("Ask the GNU/Linux users.", "Ask the GNU Linux users."),
    ("Pass -o/--output to it.", "Pass o output to it."),
    ("Pass --verbose to it.", "Pass verbose to it."),
    ("It is in /usr/local/bin there.", "It is in usr local bin there."),
    # brackets
    ("The model (a small one) runs.", "The model runs."),
    ("The function(s) run.", "The functions run."),
    ("Do (1) this and (2) that.", "Do this and that."),
    ("An open (bracket is no harm.", "An open bracket is no harm."),
    # too few words
    ("∑ x_i = ∫ f(x) dx ∀ x ∈ ℝ", ""),
    ("", ""),
    ("— 3.2 | 4.1 | 5.0 —", ""),
]
OTHERS = [
    ("de", "Das sind z. B. 5 % mehr.", "Das sind zum Beispiel 5 Prozent mehr."),
    ("de", "Er ist 12 m hoch (Abb. 3).", "Er ist 12 Meter hoch."),
    ("de", "Es steht in [3], usw.", "Es steht in, und so weiter."),
    ("de", "Erbaut im Jahr 50 v. Chr. in Athen.", "Erbaut im Jahr 50 vor Christus in Athen."),
    ("de", "Der/die Neue sagt ja/nein zu src/main.", "Der die Neue sagt ja oder nein zu src main."),
    ("fr", "C'est environ 30 % du total.", "C'est environ 30 pour cent du total."),
    ("fr", "Il mesure 5 km (voir Figure 2).", "Il mesure 5 kilomètres."),
    ("es", "Creció un 5 % (véase Fig. 2).", "Creció un 5 por ciento."),
    ("es", "Mide 5–10 km.", "Mide 5 a 10 kilómetros."),
    ("it", "È cresciuto del 5% [3].", "È cresciuto del 5%."),
    ("pl", "Zobacz (https://example.org/x) dalej.", "Zobacz dalej."),
]


@pytest.mark.parametrize(("written", "said"), ENGLISH)
def test_english_is_said_in_words(written: str, said: str) -> None:
    """Signs, units and abbreviations become words; pointers and addresses go."""
    assert spoken(written) == said


@pytest.mark.parametrize(("language", "written", "said"), OTHERS)
def test_other_languages_keep_their_words(language: str, written: str, said: str) -> None:
    """Known languages say signs in their words; unknown ones only lose what cannot be said."""
    assert spoken(written, language) == said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It rose by 5% [12], as shown in Fig. 3.", "It rose by 5%."),
        ("It took 5–10 ms (Smith et al., 2020).", "It took 5–10 ms."),
        ("The **engine** (a small one) runs.", "The engine (a small one) runs."),
        ("Fig. 3 shows it.", "Fig. 3 shows it."),
        ("A soft\u00adhyphen and an ofﬁce", "A softhyphen and an office"),
    ],
)
def test_slides_keep_signs_and_numbers(written: str, read: str) -> None:
    """On a slide citations and markup go; numbers stay as they are written."""
    assert readable(written) == read


TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            (
                *(
                    "the",
                    "cat",
                    "(see",
                    "Fig.",
                    "3)",
                    "[12]",
                    "https://a.example/b",
                    "e.g.",
                    "etc.",
                ),
                *("5%", "5–10", "ms", "3x", "±", "≥", "10^-3", "$5M", "and/or", "a_b", "aB", "`c`"),
                *("**d**", "—", "-", "…", "(", ")", "[", "]", "{", "}", "<", ">", "|", "~5", "&"),
                *("=", "α", "World", "War", "II", ".", ",", ";", ":", "1/2", "et", "al."),
            )
        ),
        max_size=14,
    ).map(" ".join),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["en", "de", "fr", "es", "xx"]))
def test_speech_never_holds_brackets_or_addresses(text: str, language: str) -> None:
    """Whatever comes in, nothing unspeakable goes out."""
    said = spoken(text, language)

    assert not re.search(r"[()\[\]{}<>|\\^`*_]|https?://|www\.", said)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["en", "de", "xx"]))
def test_speech_is_spoken_as_it_is(text: str, language: str) -> None:
    """Speaking what is already speech changes nothing, unless too few words are left in it."""
    said = spoken(text, language)

    assert spoken(said, language) in (said, "")
