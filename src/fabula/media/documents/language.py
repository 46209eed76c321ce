"""Which language a text is in, by its script and its commonest words; no model, no network."""

# ruff: noqa: RUF001 - dashes, quotes and letters that look alike are told apart here

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_COMMON = {
    "en": "the of and to in is that for it with as was on are this be by from which not or have",
    "de": "der die und das ist nicht mit von den ein eine zu auf sich dem auch als wird werden für",
    "fr": "le la les des et est dans une un que qui pour sur par pas du plus avec sont ce cette au",
    "es": "el la los las y en que es del un una por con para se no su como más son lo este al",
    "it": "il la che di è un una per non con del della sono gli dei nel come più questo alla si",
    "pt": "o a os as de que e do da em um uma para com não é por dos das no na mais se como ao são",
    "nl": "de het een en van is dat niet op te zijn met voor aan worden door ook als bij wordt",
    "sv": "och att det som är en på för av med den till inte om ett har de kan från var vid eller",
    "da": "og at det er en på til for af med den ikke som der de et har kan fra var ved eller blev",
    "no": "og at det er en på til for av med den ikke som de et har kan fra var ved eller ble også",
    "fi": "ja on ei että se oli mutta kun myös ovat tai hän joka sen ne voi niin kuin mukaan sekä",
    "pl": "i w na się że z do nie jest to jak po o co od dla przez ale są był które oraz być jego",
    "cs": "a se na je v že s z do to jako pro po jsou ale o by který byl jsem nebo při podle také",
    "tr": "ve bir bu için ile da de olarak daha çok gibi olan sonra kadar ise olduğu ancak değil",
    "ru": "и в не на что с по как это но из для от его был она так же все или при быть они были",
    "uk": "і в не на що з та як це але до для від його був вона так ж або при бути вони є які",
}
_PROFILES = {tag: frozenset(words.split()) for tag, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af]"),
    ("zh", r"[\u4e00-\u9fff]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("el", r"[\u0370-\u03ff]"),
    ("hi", r"[\u0900-\u097f]"),
    ("th", r"[\u0e00-\u0e7f]"),
)
_SAMPLE = 20_000
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def language_of(texts: Iterable[str], told: str = "") -> str:
    """A BCP 47 code: what the file said where it makes sense, else by the words; "en" in doubt."""
    if _TAG.fullmatch(told.strip()):
        return told.strip().replace("_", "-")
    sample = ""
    for text in texts:
        sample += text + "\n"
        if len(sample) > _SAMPLE:
            break
    letters = sum(c.isalpha() for c in sample)
    for tag, script in _SCRIPTS:
        # Greek letters in formulas, or a name in another script, must not decide.
        if len(re.findall(script, sample)) > 0.25 * letters > 0:
            return tag
    counts = Counter(re.findall(r"[^\W\d_]+", sample.casefold()))
    scores = {tag: sum(counts[w] for w in words) for tag, words in _PROFILES.items()}
    best = max(scores, key=lambda tag: scores[tag])
    # Running text has three or four common words in ten; anything far below is no language we know.
    return best if scores[best] > 0.1 * counts.total() else "en"
