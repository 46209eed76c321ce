"""Text as a voice should say it: no citations, addresses or symbols; knows nothing of films."""

# ruff: noqa: RUF001 - typographic signs are what these rules are about
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from fabula.media.wordings import LABEL, Wording, applied, rules, wording

_NAME = r"[A-ZÀ-Þ][\w’'\-]+"
_YEAR = r"(?:1[5-9]|20)\d\d[a-z]?|n\.d\.|in press|forthcoming"
_REFERENCE = (
    r"(?:Figs?|Figures?|Tab|Tables?|Sects?|Sec|Sections?|§+|Eqs?|Eqns?|Equations?|App|Appendix|"
    r"Appendices|Algorithms?|Alg|Listings?|Chapters?|Chap|Lemma|Theorem|Abb|Abbildung|Tabelle|"
    r"Abschnitt|Gl|Gleichung|Kapitel|Tableau|Équation|Chapitre|Figura|Tabla|Sección|Ecuación|"
    r"Capítulo)s?\.?\s?(?:\(?[A-Z]?" + LABEL + r"\)?|[A-Z]\b(?:\.\d+)?)"
)
_REFERENCES = rf"{_REFERENCE}(?:\s?(?:,|and|und|et|y|to|–|-|&|;)\s?(?:{_REFERENCE}|\(?{LABEL}\)?))*"
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " ", "\u202f": " ",
        "\u2009": " ", "\u00ad": "", "\u200b": "", "\ufeff": "", "\ufffe": "", "−": "-",
        "‐": "-", "\u2011": "-", "⁄": "/", "∼": "~", "˜": "~", "µ": "μ", "⩽": "≤", "⩾": "≥",
    }
)  # fmt: skip


_MARKUP = rules(
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
_ADDRESSES = rules(
    (
        r"(?i)[(<\[]?(?:\b(?:available|hosted|found|online|see|visit|at|from|via|on|in|auf|unter|"
        r"sur|en)\s*:?\s+)*<?\b(?:https?://|ftp://|www\.)[^\s<>)\]]+?[>)\]]*(?=[.,;:!?]*(?:\s|$))",
        "",
    ),
    (r"(?i)(?:\b(?:at|via|to)\s+)?<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?", ""),
    (r"(?i)\b(?:doi|arxiv)\s*:\s*\S+?(?=[.,;]?(?:\s|$))", ""),
    (r"\b10\.\d{4,9}/\S+?(?=[.,;]?(?:\s|$))", ""),
)
_CITATIONS = rules(
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
_POINTERS = rules(
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
    (
        rf",?\s(?:as|wie|comme|como)\s{_REFERENCES}\s(?:shows?|illustrates?|indicates?|"
        rf"demonstrates?|depicts?|zeigt|zeigen|montre|montrent|muestra|muestran)(?=\s?[.,;:]|$)",
        "",
    ),
    (rf"^(?:In|From|See|Siehe|Voir)\s{_REFERENCES},\s", ""),
    (rf",?\s?\b(?:in|see|cf\.|siehe|voir|véase)\s{_REFERENCES}(?=\s?[.,;:]|$)", ""),
)
_ENUMERATORS = rules(
    (r"(?<=\w)\(e?s\)", "s"),
    (r"(?<=\w)\(\)", ""),
    (r"\b([A-Za-z])\(([\w\s,+*^²-]{1,20})\)", r"\1 of \2"),
    (r"\((?:\d{1,2}|[a-h]|i{1,3}|iv|vi{0,3})\)\s?", ""),
)
_TIDY = rules(
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
    spoken("It took 5-10 ms (see Fig. 3), e.g. 3x less.")
    # "It took 5 to 10 milliseconds, for example, 3 times less."
    ```
    """
    if not _mostly_words(text):
        return ""
    words = wording(language[:2])
    return _settled(lambda part: _speak(part, words), text)


def _settled(change: Callable[[str], str], text: str) -> str:
    """Apply until nothing changes: taking one thing out can bring two others together."""
    for _ in range(8):
        changed = change(text)
        if changed == text:
            return text
        text = changed
    return text


def _read(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_LIGATURES)
    text = applied(_MARKUP, text.strip())
    text = applied(_ADDRESSES, text)
    text = applied(_CITATIONS, text)
    text = applied(_POINTERS, text)
    text = re.sub(r"\(\s*[,;.]*\s*\)|\[\s*\]|\{\s*\}|<\s*>", "", text)
    return applied(_TIDY, text).strip()


def _speak(text: str, words: Wording) -> str:
    text = applied(_ENUMERATORS, applied(words.pointers, _read(text)))
    for _ in range(4):
        text = re.sub(r"\s?\([^()]*\)|\s?\[[^\[\]]*\]|\s?\{[^{}]*\}", "", text)
    text = re.sub(r"[()\[\]{}]", " ", text)
    text = applied(words.rules, text)
    text = "".join(" " if _silent(sign) else sign for sign in text)
    return applied(_TIDY, text).strip()


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
