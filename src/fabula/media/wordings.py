"""What a language says for signs, units and abbreviations, as rules over text."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from re import Match, Pattern
from typing import Any

Rule = tuple[Pattern[str], str | Callable[[Match[str]], str]]

_TABLES = tomllib.loads(files("fabula.media").joinpath("wordings.toml").read_text("utf-8"))
LABEL = r"\d+(?:\.\d+)*[a-z]?"  # of a figure, a section: 3, 4.1, 2b
_SAME_SORT = 5  # letters of words that a common ending makes two of a sort
_NUMBER = r"\d+(?:[.,]\d+)*"
_GREEK = {
    letter: unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")
    for letter in "αβγδεζηθικλμνξοπρσςτυφχψωΓΔΘΛΞΠΣΦΨΩ"
}
_GREEK["ς"] = "sigma"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def rules(*pairs: tuple[str, str | Callable[[Match[str]], str]]) -> tuple[Rule, ...]:
    """Patterns and what is said for them, compiled."""
    return tuple((re.compile(pattern), said) for pattern, said in pairs)


def applied(known: tuple[Rule, ...], text: str) -> str:
    """The text after one rule after the other."""
    for pattern, said in known:
        text = pattern.sub(said, text)
    return text


class Wording:
    """What one language says for signs, units and abbreviations, as compiled rules."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._table = table
        self._units: dict[str, list[str]] = table.get("units", {})
        self.pointers: tuple[Rule, ...] = self._pointers() if table else ()
        self.rules: tuple[Rule, ...] = _dashes() + (self._all() if table else ())

    def _all(self) -> tuple[Rule, ...]:
        return (
            *self._abbreviations(),
            *self._money(),
            *self._measures(),
            *_identifiers(),
            *self._signs(),
            *self._relations(),
        )

    def _pointers(self) -> tuple[Rule, ...]:
        """Figure 3 -> the figure: a number means nothing to an ear."""
        kinds = {
            "figure": r"(?:Fig|Figs|Figure|Figures|Abb|Abbildung|Figura)",
            "table": r"(?:Tab|Table|Tables|Tabelle|Tableau|Tabla)",
            "equation": r"(?:Eq|Eqs|Eqn|Equation|Equations|Gl|Gleichung|Équation|Ecuación)",
            "algorithm": r"(?:Alg|Algorithm|Algorithmus)",
            "listing": r"(?:Listing)",
        }
        said = self._table.get("references", {})

        def name(kind: str) -> Callable[[Match[str]], str]:
            def say(match: Match[str]) -> str:
                words: str = said[kind]
                opens = not match.string[: match.start()].strip()
                return words[0].upper() + words[1:] if opens else words

            return say

        article = r"(?:\b(?:[Tt]he|[Dd]ie|[Dd]er|[Dd]as|[Ll]a|[Ll]e|[Ee]l)\s)?"
        number = rf"\.?\s?\(?{LABEL}\)?(?:\s?(?:,|and|und|et|y|–|-|&)\s?\(?{LABEL}\)?)*"
        return rules(
            *(
                (rf"{article}\b{pattern}{number}(?!\w)", name(kind))
                for kind, pattern in kinds.items()
            )
        )

    def _abbreviations(self) -> tuple[Rule, ...]:
        final = self._table.get("final", {})
        short = self._table.get("abbreviations", {})
        return rules(
            *((rf"(?<![\w.]){at}(?=\s+[A-ZÄÖÜÉ]|\s*$)", f"{said}.") for at, said in final.items()),
            *((rf"(?<![\w.]){at}(?!\w)", said) for at, said in final.items()),
            *((rf"(?<![\w.]){at}(?!\w)", said) for at, said in short.items() if "(?=" not in at),
            *((rf"(?<![\w.]){at}", said) for at, said in short.items() if "(?=" in at),
        )

    def _money(self) -> tuple[Rule, ...]:
        said = self._table.get("money", {})
        scale = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion"}

        def amount(match: Match[str]) -> str:
            size = (match["size"] or "").strip().lower()
            size = self._table.get(scale.get(size, ""), size)
            return " ".join(part for part in (match["n"], size, said[match["sign"]]) if part)

        signs = "".join(said)
        sizes = r"(?P<size>\s?(?:[kKMB]|bn|thousand|million|billion|trillion)\b)?"
        return rules(
            (rf"(?P<sign>[{signs}])\s?(?P<n>{_NUMBER}){sizes}", amount),
            (rf"(?P<n>{_NUMBER}){sizes}\s?(?P<sign>[{signs}])", amount),
        )

    def _measures(self) -> tuple[Rule, ...]:
        """Units after a number: 5 ms -> 5 milliseconds, 20 GB/s -> 20 gigabytes per second."""
        table = self._table
        unit = "|".join(re.escape(u) for u in sorted(self._units, key=len, reverse=True))

        def say(match: Match[str]) -> str:
            names = self._units[match["unit"]]
            said = names[0] if match["n"] == "1" else names[1]
            power = {"²": "squared", "³": "cubed"}.get(match["power"] or "")
            said = f"{said} {table[power]}" if power else said
            per = match["per"]
            if per:
                said += f" {table['per']} {self._units[per[1:]][0]}"
            return f"{match['n']} {said}"

        return rules(
            (
                rf"(?<![\w.])(?P<n>{_NUMBER})[\s-]?(?P<unit>{unit})(?P<power>[²³])?"
                rf"(?P<per>/(?:{unit}))?(?![\w/°’'])",
                say,
            ),
        )

    def _signs(self) -> tuple[Rule, ...]:
        """Signs that belong to numbers: 5% -> 5 percent, 5-10 -> 5 to 10, 3x -> 3 times."""
        t = self._table
        number = rf"({_NUMBER})"

        def power(match: Match[str]) -> str:
            exponent = match[2].translate(_SUPERSCRIPT).replace("+", "")
            return f"{match[1]} {t['power']} {exponent.replace('-', t['minus'] + ' ')}"

        return rules(
            (r"(\d)\s?%", rf"\g<1>{t['percent']}"),
            (rf"\b{number}\s?\^\s?\{{?([-+]?\d+)\}}?", power),
            (rf"\b{number}([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", power),
            (r"²", f" {t['squared']}"),
            (r"³", f" {t['cubed']}"),
            (r"\b(\d{4})-(0\d|1[0-2])-([0-3]\d)\b", _date),
            (rf"(?<![\w–-]){number}\s?(?:–|—)\s?([$€£]?\d+)(?!\d*[–-])", _span(t["to"])),
            (r"(?<![\w.-])(\d+|\d+\.\d+)-(\d+)(?![\w-]|\.\d)", _range(t["to"])),
            (r"(?<![\w.-])(\d+\.\d+)-(\d+\.\d+)(?![\w-])", rf"\1 {t['to']} \2"),
            (rf"±\s?(?={_NUMBER})", f" {t['plus_minus']} "),
            (rf"{number}\s?×\s?(?={_NUMBER})", rf"\1 {t['by']} "),
            (rf"\b{number}\s?(?:×|x\b)", rf"\1 {t['times']}"),
            (rf"[~≈]\s?(?={_NUMBER})", f"{t['about']} "),
        )

    def _slash(self, match: Match[str]) -> str:
        """Input/output -> input or output, words a minute -> words per minute; else a path."""
        first, second = match[1].lower(), match[2].lower()
        if match[2] in self._table["times_of"]:
            return f"{match[1]} {self._table['per']} {match[2]}"
        long = min(len(first), len(second)) >= _SAME_SORT
        sides = long and first[-2:] == second[-2:] and first != second
        sides = sides or {first, second} <= set(self._table["sides"].split())
        between = self._table["or"] if sides and match[2].islower() else ""
        return f"{match[1]} {between} {match[2]}"

    def _relations(self) -> tuple[Rule, ...]:
        """Signs between words and numbers: >= 5 -> at least 5, a/b -> a or b."""
        t = self._table
        return rules(
            (r"\s?(?:≥|>=)\s?", f" {t['at_least']} "),
            (r"\s?(?:≤|<=)\s?", f" {t['at_most']} "),
            (r"\s?(?<!<)<\s?(?=\d)", f" {t['less']} "),
            (r"\s?(?<!>)>\s?(?=\d)", f" {t['more']} "),
            (r"\s(?:=|==)\s", f" {t['equals']} "),
            (r"(?<=\w)=(?=[\w.-])", f" {t['equals']} "),
            (r"(?<=[\w)])\s?(?:→|⇒|->)\s?(?=\w)", f" {t['to']} "),
            (rf"(?<![\w.-])-(?={_NUMBER})", f"{t['minus']} "),
            (r"\s\+\s", f" {t['plus']} "),
            (r"\s?&\s?", f" {t['and']} "),
            (r"§+\s?(?=\d)", f"{t['section']} "),
            (r"#(?=\d)", f"{t['number']} "),
            (r"\b(\d+)k\b", rf"\1 {t['thousand']}"),
            (r"\b(\d+(?:\.\d+)?)M\b", rf"\1 {t['million']}"),
            (r"\b(\d+(?:\.\d+)?)B\b", rf"\1 {t['billion']}"),
            (r"\b(\d/\d)(?![\d/])", lambda m: t.get("fractions", {}).get(m[1], m[1])),
            (r"(?<=\d)/(?=\d)", f" {t['over']} "),
            (r"(?<![\w./~-])([^\W\d_]{2,})/([^\W\d_]{2,})(?![\w/-]|\.\w)", self._slash),
            (r"[αβγδεζηθικλμνξοπρσςτυφχψωΓΔΘΛΞΠΣΦΨΩ]", lambda m: f" {_GREEK[m[0]]} "),
            (
                r"\b(Part|Chapter|Volume|World War|Phase|Type|Section|Act|Book|Title|Stage|Class"
                r"|Teil|Kapitel|Band|Partie|Chapitre|Parte|Capítulo|Tome|Tomo) ([IVXL]+)\b",
                lambda m: f"{m[1]} {_arabic(m[2])}",
            ),
        )


def _dashes() -> tuple[Rule, ...]:
    return rules(
        (r"\s?—\s?|\s–\s|\s--\s|\s-\s", ", "),
        (r"\s?(?:\.\.\.|…)(?=\s?\w)", ", "),
        (r"\.\.\.|…", "."),
        (r"(?<=[A-Za-zà-ÿ])–(?=[A-Za-zà-ÿ])", "-"),
    )


def _identifiers() -> tuple[Rule, ...]:
    """Names of code as words: read_file -> read file, parseTree -> parse tree, --flag -> flag."""
    return rules(
        (r"(?<!\w)[~.]{0,2}/[\w.+-]+(?:/[\w.+*-]*)*|\b[\w.-]+(?:/[\w.-]+){2,}", _path),
        (r"(?<![\w-])--?(?=[A-Za-z])", ""),
        (r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])", " "),
        (r"\b([a-z]{2,})([A-Z][a-z]+)((?:[A-Z][a-z]+)*)\b", _camel),
        (r"(?<=[a-z])::?(?=[A-Za-z])", " "),
    )


def _path(match: Match[str]) -> str:
    return match[0].replace("/", " ").strip(" ~.")


def _span(to: str) -> Callable[[Match[str]], str]:
    """Two numbers with a dash are a range, but 737 and 8 count down: that is a name."""

    def say(match: Match[str]) -> str:
        first, last = match[1], match[2]
        down = first.isdigit() and last.isdigit() and int(last) < int(first)
        between = " " if down and len(first) != 4 else f" {to} "
        return f"{first}{between}{last}"

    return say


def _range(to: str) -> Callable[[Match[str]], str]:
    """5-10 -> 5 to 10; 1.8-11 is a version and stays."""

    def say(match: Match[str]) -> str:
        whole = match[1].isdigit()
        return f"{match[1]} {to} {match[2]}" if whole else match[0]

    return say


def _camel(match: Match[str]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", match[0]).lower()


def _date(match: Match[str]) -> str:
    return f"{int(match[3])} {_MONTHS[int(match[2]) - 1]} {match[1]}"


def _arabic(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


@lru_cache(maxsize=8)
def wording(language: str) -> Wording:
    """The wording of a two-letter language; without words of its own where we know none."""
    """The wording of a two-letter language; one without words where we know none."""
    return Wording(_TABLES.get(language, {}))
