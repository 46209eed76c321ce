"""Language codes as MP4 wants them: three letters of ISO 639-2/T."""

from __future__ import annotations

_TABLE = """
af:afr ar:ara bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng eo:epo
es:spa et:est eu:eus fa:fas fi:fin fr:fra ga:gle gl:glg gu:guj he:heb hi:hin hr:hrv hu:hun
hy:hye id:ind is:isl it:ita ja:jpn ka:kat kk:kaz kn:kan ko:kor la:lat lt:lit lv:lav mk:mkd
ml:mal mr:mar ms:msa mt:mlt nb:nob nl:nld nn:nno no:nor pa:pan pl:pol pt:por ro:ron ru:rus
sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tr:tur uk:ukr ur:urd vi:vie
zh:zho cmn:zho yue:zho
"""
_THREE_LETTERS = dict(pair.split(":") for pair in _TABLE.split())


def three_letters(language: str) -> str:
    """The code of a language tag: "en-GB" gives "eng"; what is not known gives "und"."""
    first = language.replace("_", "-").split("-")[0].lower()
    if len(first) == 3:
        return _THREE_LETTERS.get(first, first)
    return _THREE_LETTERS.get(first, "und")
