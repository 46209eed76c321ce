"""Simple TeX maths said in Typst: fractions, roots, scripts, accents, letters, signs."""

from __future__ import annotations

import re
import tomllib

from fabula.media.slides.looks import ROOM

MARK = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:[.,]\d+)?|\S|\s+")
NAMES = tomllib.loads((ROOM / "tex.toml").read_text(encoding="utf-8"))
SIGNS: dict[str, str] = {**{name: name for name in NAMES["same"]}, **NAMES["signs"]}
AROUND: dict[str, str] = NAMES["around"]
UPRIGHT = {"text", "mathrm", "operatorname", "textbf", "textrm", "mathit", "mathsf"}


class NotSimple(ValueError):
    """There is something in the TeX that is not known here."""


def typst_of(tex: str) -> str:
    r"""The same formula as Typst maths: r"\frac{a}{2}" becomes "(a)/(2)".

    Raises:
        NotSimple: An unknown command, an environment, or braces that do not close.
    """
    marks = MARK.findall(tex)[::-1]
    said = _sequence(marks, closing="")
    if marks:
        raise NotSimple(tex)
    return " ".join(said.split())


def _sequence(marks: list[str], closing: str) -> str:
    said = []
    while marks and marks[-1] != closing:
        said.append(_item(marks))
    if closing:
        if not marks:
            raise NotSimple(f"no {closing!r}")
        marks.pop()
    return " ".join(said)


def _item(marks: list[str]) -> str:
    mark = marks.pop()
    if mark == "{":
        return _sequence(marks, "}")
    if mark in {"^", "_"}:
        return f"{mark}({_argument(marks)})"
    if mark.startswith("\\"):
        return _command(mark[1:], marks)
    if mark in '}&#$"~@':
        raise NotSimple(mark)
    return "\\/" if mark == "/" else mark


def _command(name: str, marks: list[str]) -> str:
    if name in SIGNS:
        return SIGNS[name]
    if name in {"frac", "dfrac", "tfrac"}:
        return f"({_argument(marks)})/({_argument(marks)})"
    if name == "sqrt" and marks and marks[-1] == "[":
        marks.pop()
        degree = _sequence(marks, "]")
        return f"root({degree}, {_inner(marks)})"
    if name in AROUND:
        return f"{AROUND[name]}({_inner(marks)})"
    if name in UPRIGHT:
        return f'"{_words(marks)}"'
    raise NotSimple(name)


def _argument(marks: list[str]) -> str:
    while marks and marks[-1].isspace():
        marks.pop()
    if not marks:
        raise NotSimple("an argument is missing")
    return _item(marks)


def _inner(marks: list[str]) -> str:
    # A comma would begin the next argument of the Typst function.
    return re.sub(r"[,;]", r"\\\g<0>", _argument(marks))


def _words(marks: list[str]) -> str:
    if not marks or marks.pop() != "{":
        raise NotSimple("text without braces")
    words = []
    while marks and (mark := marks.pop()) != "}":
        words.append(mark)
    said = "".join(words)
    if re.search(r'[\\{"$]', said):
        raise NotSimple(said)
    return said
