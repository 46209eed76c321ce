"""Simple TeX is said in Typst, and what is not simple is not guessed at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.media.slides.formulas import mathematical
from fabula.media.slides.looks import Look
from fabula.media.slides.pages import page_of
from fabula.media.slides.tex import AROUND, SIGNS, NotSimple, typst_of
from fabula.media.slides.typesetting import typeset
from fabula.media.slides.visuals import Formula


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        (r"E = mc^2", "E = m c ^(2)"),
        (r"\frac{a+b}{2}", "(a + b)/(2)"),
        (r"\sqrt[3]{x, y}", r"root(3, x \, y)"),
        (r"\sum_{i=1}^{n} x_i", "sum _(i = 1) ^(n) x _(i)"),
        (r"P_{\text{max}} \leq \alpha", 'P _("max") <= alpha'),
        (r"\left( \hat{\theta} - 1.5 \right)", "( hat(theta) - 1.5 )"),
    ],
)
def test_tex_becomes_typst(tex: str, typst: str) -> None:
    """Fractions, roots, scripts, words, accents and brackets are said in Typst's way."""
    assert typst_of(tex) == typst


def test_every_sign_is_known_to_typst() -> None:
    """All the names that the translation may use can be set."""
    signs = " ".join(sign for sign in SIGNS.values() if sign not in {"{", "}"})
    accents = " ".join(f"{name}(x)" for name in AROUND.values())
    page = page_of(Formula("All", "plain"), Look("paper", 640, 360)) | {"math": signs + accents}

    assert typeset(page)[0].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "tex", [r"\begin{matrix}", r"\frac{a}", r"x_{", r"\write18{ls}", "x } y", "a & b"]
)
def test_unknown_tex_is_refused(tex: str) -> None:
    """Commands that are not known, and braces that do not close, are not maths here."""
    with pytest.raises(NotSimple):
        typst_of(tex)


@given(st.text(st.sampled_from(r"\{}^_ab1,#$&[]()/ frac sqrt text"), max_size=60))
def test_any_text_is_maths_or_not(text: str) -> None:
    """Whatever is written, the answer is maths without code in it, or nothing."""
    maths = mathematical(text)

    assert maths is None or "#" not in maths
