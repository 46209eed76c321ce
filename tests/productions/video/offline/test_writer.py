"""The offline writer of storyboards: what it tells of documents of different kinds."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from tests.productions.video.offline.boards import KINDS, PACE, Find, asked, lines, told

from fabula.errors import BadSetting, EmptyInput
from fabula.media.documents import Source, read
from fabula.media.documents.document import Document, Passage
from fabula.media.prose.words import stem, words
from fabula.media.slides.visuals import Closing, TitleCard
from fabula.media.speakable import spoken
from fabula.productions.video.offline.material import gather
from fabula.productions.video.offline.phrasebook import ROLES
from fabula.productions.video.offline.writer import storyboard_offline
from fabula.productions.video.storyboard import film_seconds

# Words that the narrator may use without a source: changed persons and what signs are called.
OWN_WORDS = {
    "author",
    "authors",
    "their",
    "they",
    "them",
    "percent",
    "colleagues",
    "for",
    "example",
}
OWN_WORDS |= {"equals", "less", "than", "paper", "also", "and", "the"}

KETTLE = """\
# How a kettle boils

A kettle makes water hot. The coil warms the water, and the water rises.

## The coil

The coil lies at the bottom of the kettle. It takes 2,000 watts from the wall. The water near it
warms first.

## The lid

The lid keeps the steam in the kettle. A kettle with a lid boils in 3 minutes, one without in 4.

## The switch

- The switch goes off when steam reaches it.
- A kettle without water warms the switch at once.
- Wait for one minute before you press it again.

## In the end

Scale grows on the coil. Half a millimetre of it costs a tenth of the heat.
"""

ANNOUNCES = ("First", "Next", "Now", "Then", "On to")


@pytest.mark.parametrize("name", KINDS)
def test_storyboard_has_no_faults(document: Find, name: str) -> None:
    """What the writer makes passes its own critique, whatever the kind of document."""
    task = asked(document(name), 20)

    assert list(task.faults(storyboard_offline(task))) == []


@pytest.mark.parametrize("name", KINDS)
def test_every_sentence_comes_from_its_sources(document: Find, name: str) -> None:
    """The telling words of a sentence stand in the passages that it names."""
    made = document(name)
    language = made.language
    texts = {p.id: p.text for p in made.passages}

    for scene in told(made).scenes:
        for sentence in scene.narration[0 if scene.role != "opening" else 2 :]:
            if not sentence.sources or sentence.text.startswith(
                (*ANNOUNCES, "For the", "Mehr", "Zuerst", "Weiter", "Nun", "Dann")
            ):
                continue
            source = " ".join(texts[id_] for id_ in sentence.sources)
            heading = " ".join(p.text for p in made.passages if p.kind == "heading")
            known = {
                stem(w, language) for w in words(f"{spoken(source, language)} {source} {heading}")
            }
            said = {stem(w, language) for w in words(sentence.text) if w not in OWN_WORDS}

            assert said <= known, sentence


@pytest.mark.parametrize("name", KINDS)
def test_first_shows_title_and_last_closes(document: Find, name: str) -> None:
    """A film opens with its title and ends with what to remember and the sources."""
    scenes = told(document(name)).scenes

    assert isinstance(scenes[0].visual, TitleCard)
    assert isinstance(scenes[-1].visual, Closing)
    assert scenes[-1].visual.sources


@pytest.mark.parametrize("seconds", [30, 60, 75])
def test_length_is_obeyed(paper: Document, seconds: float) -> None:
    """Where there is text enough, the length is met within three percent."""
    assert film_seconds(told(paper, seconds), PACE) == pytest.approx(seconds, rel=0.03)


@pytest.mark.parametrize("scenes", [3, 5, 6])
def test_ordered_scenes_are_told(scenes: int) -> None:
    """Whoever orders so many scenes of a short guide gets them."""
    made = read(Source("kettle.md", KETTLE.encode()))

    assert len(told(made, 45, scenes=scenes).scenes) == scenes


def test_short_document_is_not_padded(document: Find) -> None:
    """A memo of five sentences makes a short film, each sentence said once."""
    board = told(document("memo"), 300)

    assert len(lines(board)) == len(set(lines(board))) == 5
    assert film_seconds(board, PACE) < 40


def test_paper_follows_its_argument(paper: Document) -> None:
    """The scenes of a paper go from the problem to what it means."""
    roles = [scene.role for scene in told(paper, 120).scenes[1:-1]]
    places = [ROLES.index(role) for role in roles]

    assert places == sorted(places)
    assert {"problem", "idea", "how", "evidence"} <= set(roles)


@pytest.mark.parametrize("name", ["manual", "tale", "minutes"])
def test_other_documents_keep_their_order(document: Find, name: str) -> None:
    """A manual, a story and minutes are told from the beginning to the end."""
    made = document(name)
    place = {p.id: at for at, p in enumerate(made.passages)}
    board = told(made, 90)
    order = [place[s.sources[0]] for scene in board.scenes for s in scene.narration if s.sources]

    assert order[1:-1] == sorted(order[1:-1])


@pytest.mark.parametrize("name", ["manual", "minutes"])
def test_parts_of_a_guide_are_announced(document: Find, name: str) -> None:
    """The first part is called the first, the others by other words, each by its own heading."""
    made = document(name)
    headings = {p.text.lower() for p in made.passages if p.kind == "heading"}
    said = [line for line in lines(told(made, 90)) if line.startswith(ANNOUNCES)]

    assert len(said) > 1
    assert [line.startswith("First, ") for line in said] == [True] + [False] * (len(said) - 1)
    assert all(line.split(" ", 1)[1].removeprefix("to ").strip(".") in headings for line in said)


def test_narration_carries_nothing_unspeakable(paper: Document) -> None:
    """No citation, pointer, address or bracket is ever read aloud."""
    text = " ".join(lines(told(paper, 240)))

    assert not re.search(r"[\[\](){}<>]|et al|Fig|https?:|e\.g\.|\bTable \d|%", text)


def test_authors_speak_in_third_person(paper: Document) -> None:
    """A narrator never says "we" for the authors of a paper."""
    text = " ".join(lines(told(paper, 240)))

    assert not re.search(r"\b(?:[Ww]e|[Oo]ur|us)\b", text)
    assert "The authors propose Stillwater" in text


def test_first_says_what_and_who(paper: Document) -> None:
    """The film of a paper opens with its problem, its title and authors, and its idea."""
    first = [sentence.text for sentence in told(paper).scenes[0].narration]

    assert first[0] == "Long films take hours to encode on a laptop."
    assert first[1].endswith(
        "Stillwater: encoding films once, a paper by Ada Brook and colleagues."
    )
    assert first[2].startswith("The authors propose Stillwater, a method that")


def test_sentence_with_hole_is_not_told(paper: Document) -> None:
    """Where a formula was taken out of a sentence, nothing whole is left to say."""
    torn = Passage(
        "p1.98", "paragraph", "The encoder gives each picture exactly … packets of film.", 1
    )
    text = " ".join(lines(told(replace(paper, passages=(torn, *paper.passages)), 400)))

    assert "packets of film" not in text


@pytest.mark.parametrize("name", KINDS)
def test_same_question_has_same_answer(document: Find, name: str) -> None:
    """Nothing depends on chance, the clock or the order of a set."""
    made = document(name)

    assert told(made, 60) == told(made, 60)


@pytest.mark.parametrize("scenes", [1, 2, 3, 5, 8])
def test_number_of_scenes_is_obeyed(paper: Document, scenes: int) -> None:
    """As many scenes as asked for, opening and closing included."""
    assert len(told(paper, 90, scenes).scenes) == scenes


def test_empty_document_is_refused() -> None:
    """A document without a speakable sentence is named, with what to do about it."""
    nothing = Document(
        "Only a title", (), (Passage("s1.1", "heading", "Only a title"),), "en", "a.md"
    )

    with pytest.raises(EmptyInput, match=r"a\.md: no sentence .* --writer"):
        told(nothing)


@pytest.mark.parametrize("language", ["en", "en-gb", "en_US", ""])
def test_country_makes_no_other_language(paper: Document, language: str) -> None:
    """British English is English: the writer has nothing to translate."""
    task = replace(asked(paper), language=language)

    assert storyboard_offline(task).language == "en"


def test_writer_refuses_to_translate(paper: Document) -> None:
    """Another language than the document's is an error that says what to do."""
    with pytest.raises(BadSetting, match=r"does not translate.*--writer"):
        storyboard_offline(replace(asked(paper), language="de"))


def test_mistaken_language_can_be_set_right(document: Find) -> None:
    """A German document that was taken for English is told in German when that is asked for."""
    mistaken = replace(document("turm"), language="en")

    assert storyboard_offline(replace(asked(mistaken), language="de")).language == "de"


def test_language_without_spaces_is_told() -> None:
    """Three Chinese sentences make a film, though no spaces part their words."""
    text = (
        "这座塔建于一八九二年，位于海边的小镇上。"
        "它是当地最古老的建筑，每年有三万名游客。塔的钟声每天响三次。"
    )
    tower = Document("石头塔", (), (Passage("s1.1", "paragraph", text),), "zh", "塔.md")
    said = "".join(lines(told(tower)))

    assert all(sentence in said for sentence in text.split("。")[:3])


@pytest.mark.parametrize("name", ["paper", "manual", "tale", "minutes"])
def test_scenes_say_more_than_one_thing(document: Find, name: str) -> None:
    """Hardly a scene between opening and closing says a single sentence."""
    scenes = told(document(name), 90).scenes[1:-1]
    alone = [scene.title for scene in scenes if len(scene.narration) == 1]

    assert len(alone) <= max(1, len(scenes) // 4)


def test_rest_of_a_missing_page_opens_no_film() -> None:
    """A document that begins inside a sentence opens with the first one that is whole."""
    text = (
        "wheels, if the brake holds them. Brakes must be fixed to the frame before any bolt is "
        "tightened in the old workshop.\n\n# Drum brake\n\nThe drum brake is a ring with two "
        "shoes that press against it. The shoes wear out after two years.\n"
    )
    made = read(Source("bicycle.md", text.encode()))

    assert not any("fixed to the frame" in s.text for s in told(made, 30).scenes[0].narration)


def test_subject_named_elsewhere_counts_less() -> None:
    """Two like sentences: the one about "the ring", of which nobody has told, is worth less."""
    text = (
        "# Kettles\n\n## Whistle\n\nThe ring holds a blade of thin brass in the steam. "
        "The whistle holds a blade of thin brass in the steam.\n"
    )
    first, second = gather(read(Source("kettles.md", text.encode()))).pool

    assert first.score < second.score


def test_back_matter_is_never_told(paper: Document) -> None:
    """References and acknowledgements are no part of the story."""
    thanks = (
        Passage("p3.90", "heading", "Acknowledgements", 3, 1),
        Passage("p3.91", "paragraph", "The authors thank the city of Ghent for the films.", 3),
    )
    text = " ".join(lines(told(replace(paper, passages=paper.passages + thanks), 400)))

    assert "Ghent" not in text
    assert "Journal of Films" not in text


def test_known_language_speaks_its_own(document: Find) -> None:
    """A German document gets German words around it and units said in German."""
    text = " ".join(lines(told(document("turm"), 90)))

    assert "12 Meter" in text
    assert "Mehr dazu steht in" in text


def test_unknown_language_adds_no_words(document: Find) -> None:
    """A language without a phrasebook is told in the document's own sentences only."""
    made = document("wieża")
    text = " ".join(p.text for p in made.passages)

    assert all(line.rstrip(".") in text for line in lines(told(made)))


@pytest.mark.slow
def test_book_takes_seconds_not_minutes() -> None:
    """A book of a thousand paragraphs is told in under ten seconds of computing time."""
    sentence = "The {0} river of valley {1} carries {2} boats past the old town in spring."
    passages = []
    for chapter in range(40):
        passages.append(Passage(f"c{chapter}", "heading", f"Chapter of valley {chapter}", None, 1))
        for n in range(25):
            text = " ".join(sentence.format(chr(97 + n) * 5, chapter, n + i) for i in range(6))
            passages.append(Passage(f"c{chapter}.{n}", "paragraph", text))
    start = time.process_time()
    told(Document("Rivers", ("A. Writer",), tuple(passages), "en", "rivers.txt"), 600)

    assert time.process_time() - start < 10
