"""Text as a voice should say it: no citations, addresses or symbols; knows nothing of films."""

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

_NUMBER = r"\d+(?:[.,]\d+)*"
_LABEL = r"\d+(?:\.\d+)*[a-z]?"
_NAME = r"[A-ZÀ-Þ][\w’'\-]+"
_YEAR = r"(?:1[5-9]|20)\d\d[a-z]?|n\.d\.|in press|forthcoming"
_REFERENCE = (
    r"(?:Figs?|Figures?|Tab|Tables?|Sects?|Sec|Sections?|§+|Eqs?|Eqns?|Equations?|App|Appendix|"
    r"Appendices|Algorithms?|Alg|Listings?|Chapters?|Chap|Lemma|Theorem|Abb|Abbildung|Tabelle|"
    r"Abschnitt|Gl|Gleichung|Kapitel|Tableau|Équation|Chapitre|Figura|Tabla|Sección|Ecuación|"
    r"Capítulo)s?\.?\s?(?:\(?[A-Z]?" + _LABEL + r"\)?|[A-Z]\b(?:\.\d+)?)"
)
_REFERENCES = (
    rf"{_REFERENCE}(?:\s?(?:,|and|und|et|y|to|–|-|&|;)\s?(?:{_REFERENCE}|\(?{_LABEL}\)?))*"
)
_GREEK = {
    letter: unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")
    for letter in "αβγδεζηθικλμνξοπρσςτυφχψωΓΔΘΛΞΠΣΦΨΩ"
}
_GREEK["ς"] = "sigma"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " ", "\u202f": " ",
        "\u2009": " ", "\u00ad": "", "\u200b": "", "\ufeff": "", "\ufffe": "", "−": "-",
        "‐": "-", "\u2011": "-", "⁄": "/", "∼": "~", "˜": "~", "µ": "μ", "⩽": "≤", "⩾": "≥",
    }
)  # fmt: skip


def _rules(*pairs: tuple[str, str | Callable[[Match[str]], str]]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern), said) for pattern, said in pairs)


_MARKUP = _rules(
    (r"!\[[^\]]*\]\([^)]*\)", " "),
    (r"\[\^[^\]]*\]", ""),
    (r"\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)", r"\1"),
    (r"</?[A-Za-z][^<>]*>", " "),
    (r"&(?:nbsp|#160);", " "),
    (r"&amp;", "&"),
    (r"&lt;", "<"),
    (r"&gt;", ">"),
    (r"^\s*(?:#{1,6}|>+|[-*+•▪◦‣·])\s+", ""),
    (r"\*\*(.+?)\*\*", r"\1"),
    (r"__(.+?)__", r"\1"),
    (r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])", r"\1"),
    (r"(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)", r"\1"),
    (r"`+([^`]*)`+", r"\1"),
    (r"\\(?:cite[a-z]*|ref|eqref|label|footnote)\{[^}]*\}", ""),
    (r":[a-z][a-z0-9]*(?:_[a-z0-9]+)+:", " "),
)
_ADDRESSES = _rules(
    (
        r"(?i)[(<\[]?(?:\b(?:available|hosted|found|online|see|visit|at|from|via|on|in|auf|unter|"
        r"sur|en)\s*:?\s+)*<?\b(?:https?://|ftp://|www\.)[^\s<>)\]]+?[>)\]]*(?=[.,;:!?]*(?:\s|$))",
        "",
    ),
    (r"(?i)(?:\b(?:at|via|to)\s+)?<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?", ""),
    (r"(?i)\b(?:doi|arxiv)\s*:\s*\S+?(?=[.,;]?(?:\s|$))", ""),
    (r"\b10\.\d{4,9}/\S+?(?=[.,;]?(?:\s|$))", ""),
)
_CITATIONS = _rules(
    (r"\s?\[(?:see |cf\. ?|e\.g\.,? ?)?@[^\]]*\]", ""),
    (
        r"\s?\[\s*\d{1,3}[a-z]?(?:\s*[,;–-]\s*\d{1,3}[a-z]?)*\s*(?:,\s*(?:p|pp|Sec|Ch)\.[^\]]*)?\]",
        "",
    ),
    (rf"\s?\[[^\[\]]*\b(?:{_YEAR})\s*\]", ""),
    (r"\s?\[[A-Z][A-Za-z+]{1,5}\d\d[a-z]?(?:,\s*[A-Z][A-Za-z+]{1,5}\d\d[a-z]?)*\]", ""),
    (
        rf"\s?\((?:(?:see|e\.g\.|cf\.|vgl\.|siehe|voir|véase)[.,]?(?: also)?,? )?"
        rf"{_NAME}[^()]{{0,160}}?[\s,](?:{_YEAR})(?:[,:]\s?(?:pp?\.\s?)?[\d–-]+)?"
        rf"(?:\s*[;,][^()]*)?\)",
        "",
    ),
    (rf"(?<=et al\.)\s?[(\[](?:{_YEAR})[)\]]", ""),
    (rf"(?<=\w)\s\((?:{_YEAR})(?:[,;]\s?(?:{_YEAR}))*\)", ""),
    (r"(?<=[a-zà-ÿ]{4}|[a-zà-ÿ]{3}[.,)\"”])[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,–-][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*", ""),
    (r"(?<=[a-zà-ÿ]{3})([.,])\d{1,2}(?:[,–-]\d{1,2})*(?=\s|$)", r"\1"),
    (r"[†‡*]+(?=\s|$|[.,;])", ""),
)
_POINTERS = _rules(
    (
        rf"(?i:\s?[(\[](?:(?:see|as|shown|in|cf\.?|and|also|siehe|vgl\.|voir|véase|ver|e\.g\.,?)\s+)*)"
        rf"{_REFERENCES}[^()\[\]]*[)\]]",
        "",
    ),
    (
        rf"(?:(?:^|,\s)[Aa]s\s(?:\w+\s){{0,2}}?(?:shown|seen|illustrated|depicted|described|discussed"
        rf"|summari[sz]ed|reported|listed|presented|given|explained|detailed|outlined)\s"
        rf"(?:\w+\s)?(?:in|by|on|from)\s(?:the\s)?{_REFERENCES})(?:,|(?=\s?[.;:]|$))",
        "",
    ),
    (
        rf"(?:,\s)?\s?\b(?:as\s)?(?:shown|illustrated|depicted|summari[sz]ed|reported|listed|presented"
        rf"|described|see|discussed|given|detailed|outlined)\s(?:in\s)?{_REFERENCES}(?=\s?[.,;:]|$)",
        "",
    ),
    (rf"^(?:In|From|See|Siehe|Voir)\s{_REFERENCES},\s", ""),
    (rf",?\s?\b(?:in|see|cf\.|siehe|voir|véase)\s{_REFERENCES}(?=\s?[.,;:]|$)", ""),
)
_ENUMERATORS = _rules(
    (r"(?<=\w)\(e?s\)", "s"),
    (r"(?<=\w)\(\)", ""),
    (r"\b([A-Za-z])\(([\w\s,+*^²-]{1,20})\)", r"\1 of \2"),
    (r"\((?:\d{1,2}|[a-h]|i{1,3}|iv|vi{0,3})\)\s?", ""),
)
_TIDY = _rules(
    (r"\s+", " "),
    (r"\s+([.,;:!?%])(?!\w)", r"\1"),
    (r"([,;:])(?:\s*[,;:])+", r"\1"),
    (r"[,;:]\s*([.!?])", r"\1"),
    (r"(?<!\.)\.\.(?!\.)", "."),
    (r"^[\s,;:.!?)\]]+(?=\S)", ""),
    (r"([“\"'‘])\s*([”\"'’])(?=\s|$)", ""),
)


def readable(text: str) -> str:
    """Text without what only an eye on the page can follow; signs and numbers stay as written.

    Markup, citations, addresses and phrases that point at a figure or a section go.

    ```python
    readable("It works [12], as shown in Fig. 3.")  # "It works."
    readable("See `run()` (Smith et al., 2020).")  # "See run()."
    ```
    """
    return _settled(_read, text)


def spoken(text: str, language: str = "en") -> str:
    """Text as it is to be spoken, or nothing when too little of it is words.

    Numbers stay digits, which voices read well; units, signs and abbreviations become words in
    English, German, French and Spanish, and are left alone in other languages.

    ```python
    spoken("It took 5–10 ms (see Fig. 3), e.g. 3x less.")
    # "It took 5 to 10 milliseconds, for example, 3 times less."
    ```
    """
    if not _mostly_words(text):
        return ""
    words = _words(language[:2])
    return _settled(lambda part: _speak(part, words), text)


def _settled(change: Callable[[str], str], text: str) -> str:
    """Apply until nothing changes: taking one thing out can bring two others together."""
    for _ in range(8):
        changed = change(text)
        if changed == text:
            return text
        text = changed
    return text


def _apply(rules: tuple[Rule, ...], text: str) -> str:
    for pattern, said in rules:
        text = pattern.sub(said, text)
    return text


def _read(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_LIGATURES)
    text = _apply(_MARKUP, text.strip())
    text = _apply(_ADDRESSES, text)
    text = _apply(_CITATIONS, text)
    text = _apply(_POINTERS, text)
    text = re.sub(r"\(\s*[,;.]*\s*\)|\[\s*\]|\{\s*\}|<\s*>", "", text)
    return _apply(_TIDY, text).strip()


def _speak(text: str, words: Words) -> str:
    text = _apply(_ENUMERATORS, _read(text))
    for _ in range(4):
        text = re.sub(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]|\s?\{[^{}]*\}", "", text)
    text = re.sub(r"[()\[\]{}]", " ", text)
    text = _apply(words.rules, text)
    text = "".join(" " if _silent(sign) else sign for sign in text)
    return _apply(_TIDY, text).strip()


def _silent(sign: str) -> bool:
    """Whether a voice has nothing to say for a character (emoji, arrows, bars, markup rests)."""
    return sign in "*_`^~|\\<>#=/@" or unicodedata.category(sign) in _SILENT_CATEGORIES


_SILENT_CATEGORIES = frozenset(("So", "Sm", "Sk", "Cf", "Cc", "Co", "Cs", "Cn"))


def _mostly_words(text: str) -> bool:
    """Whether letters carry the text: seven signs in ten, and no more than two maths signs."""
    text = _read(text)
    signs = [sign for sign in text if not sign.isspace()]
    if not signs:
        return False
    letters = sum(sign.isalpha() or sign in "'’-" for sign in signs)
    digits = sum(sign.isdigit() or sign in ".,%" for sign in signs)
    maths = sum(sign in "∑∏∫∂√∞∈∉∀∃⊂⊆∪∩∇⊗⊕≡∝∧∨¬↦⟨⟩‖∥=^\\" for sign in signs)
    return letters + digits >= 0.7 * len(signs) and letters >= 0.4 * len(signs) and maths <= 2


class Words:
    """What one language says for signs, units and abbreviations, as compiled rules."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._table = table
        self._units: dict[str, list[str]] = table.get("units", {})
        self.rules: tuple[Rule, ...] = _dashes() + (self._all() if table else ())

    def _all(self) -> tuple[Rule, ...]:
        return (
            *self._pointers(),
            *self._abbreviations(),
            *self._money(),
            *self._measures(),
            *self._signs(),
            *_identifiers(),
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
        number = rf"\.?\s?\(?{_LABEL}\)?(?:\s?(?:,|and|und|et|y|–|-|&)\s?\(?{_LABEL}\)?)*"
        return _rules(
            *(
                (rf"{article}\b{pattern}{number}(?!\w)", name(kind))
                for kind, pattern in kinds.items()
            )
        )

    def _abbreviations(self) -> tuple[Rule, ...]:
        final = self._table.get("final", {})
        short = self._table.get("abbreviations", {})
        return _rules(
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
        return _rules(
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

        return _rules(
            (
                rf"(?<![\w.])(?P<n>{_NUMBER})[\s-]?(?P<unit>{unit})(?P<power>[²³])?"
                rf"(?P<per>/(?:{unit}))?(?![\w/°’'])",
                say,
            ),
        )

    def _signs(self) -> tuple[Rule, ...]:
        t = self._table
        number = rf"({_NUMBER})"

        def power(match: Match[str]) -> str:
            exponent = match[2].translate(_SUPERSCRIPT).replace("+", "")
            return f"{match[1]} {t['power']} {exponent.replace('-', t['minus'] + ' ')}"

        return _rules(
            (r"(\d)\s?%", rf"\g<1>{t['percent']}"),
            (rf"\b{number}\s?\^\s?\{{?([-+]?\d+)\}}?", power),
            (rf"\b{number}([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", power),
            (r"²", f" {t['squared']}"),
            (r"³", f" {t['cubed']}"),
            (r"\b(\d{4})-(0\d|1[0-2])-([0-3]\d)\b", _date),
            (rf"{number}\s?(?:–|—)\s?(?=[\d$€£])", rf"\1 {t['to']} "),
            (rf"(?<![\w-]){number}-{number}(?![\w-])", rf"\1 {t['to']} \2"),
            (rf"±\s?(?={_NUMBER})", f" {t['plus_minus']} "),
            (rf"{number}\s?×\s?(?={_NUMBER})", rf"\1 {t['by']} "),
            (rf"\b{number}\s?(?:×|x\b)", rf"\1 {t['times']}"),
            (rf"[~≈]\s?(?={_NUMBER})", f"{t['about']} "),
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
            (rf"(?<=[{_LETTER}]{{2}})/(?=[{_LETTER}]{{2}})", f" {t['or']} "),
            (r"[αβγδεζηθικλμνξοπρσςτυφχψωΓΔΘΛΞΠΣΦΨΩ]", lambda m: f" {_GREEK[m[0]]} "),
            (
                r"\b(Part|Chapter|Volume|World War|Phase|Type|Section|Act|Book|Title|Stage|Class|Teil"
                r"|Kapitel|Band|Partie|Chapitre|Parte|Capítulo|Tome|Tomo) ([IVXL]+)\b",
                lambda m: f"{m[1]} {_arabic(m[2])}",
            ),
        )


_LETTER = "a-zà-ÿ"


def _dashes() -> tuple[Rule, ...]:
    return _rules(
        (r"\s?—\s?|\s–\s|\s--\s|\s-\s", ", "),
        (r"\s?(?:\.\.\.|…)(?=\s?\w)", ", "),
        (r"\.\.\.|…", "."),
        (r"(?<=[A-Za-zà-ÿ])–(?=[A-Za-zà-ÿ])", "-"),
    )


def _identifiers() -> tuple[Rule, ...]:
    """Names of code as words: read_file -> read file, parseTree -> parse tree, --flag -> flag."""
    return _rules(
        (r"(?<![\w-])--?(?=[A-Za-z])", ""),
        (r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])", " "),
        (r"\b([a-z]{2,})([A-Z][a-z]+)((?:[A-Z][a-z]+)*)\b", _camel),
        (r"(?<=[a-z])::?(?=[A-Za-z])", " "),
    )


def _camel(match: Match[str]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", match[0]).lower()


def _date(match: Match[str]) -> str:
    return f"{int(match[3])} {_MONTHS[int(match[2]) - 1]} {match[1]}"


def _arabic(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


@lru_cache(maxsize=8)
def _words(language: str) -> Words:
    text = files("fabula.media").joinpath("speakable.toml").read_text("utf-8")
    return Words(tomllib.loads(text).get(language, {}))
