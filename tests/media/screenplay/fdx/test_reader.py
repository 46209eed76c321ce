"""FDX is read as Final Draft and other programs write it."""

from __future__ import annotations

import pytest

from fabula.errors import UnreadableInput
from fabula.media.screenplay import Screenplay, read_fdx

FOREIGN = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content>
    <Paragraph Number="7" Type="Scene Heading">
      <SceneProperties Length="1 2/8" Page="3" Title="">
        <Summary><Paragraph><Text>They </Text><Text>meet.</Text></Paragraph></Summary>
      </SceneProperties>
      <Text>INT. DOME</Text><Text> - DAY</Text>
    </Paragraph>
    <Paragraph Type="Action">
      <ScriptNote ID="1" Range="5,7"><Paragraph><Text>Who?</Text></Paragraph></ScriptNote>
      <Text>Luna </Text><Text Style="Bold+Italic">re</Text><Text Style="Bold+Italic">ally </Text>
      <Text AdornmentStyle="0" Style="Strikeout">waits</Text><Text Style="AllCaps">.now</Text>
    </Paragraph>
    <Paragraph Type="Cast List"><Text>(Luna, Rick)</Text></Paragraph>
    <Paragraph Type="Cast List"><Text>(Fred)</Text></Paragraph>
    <Paragraph Type="Dialogue"><Text>Who said this?</Text></Paragraph>
    <Paragraph Type="Action"><Text></Text></Paragraph>
    <Paragraph>
      <DualDialogue>
        <Paragraph Type="Character"><Text>Luna</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>Yes!</Text></Paragraph>
        <Paragraph Type="Character"><Text>Rick</Text></Paragraph>
        <Paragraph Type="Parenthetical"><Text>(low)</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>No!</Text></Paragraph>
      </DualDialogue>
    </Paragraph>
    <Paragraph Alignment="Center" StartsNewPage="Yes" Type="General">
      <Text>ACT TWO</Text>
    </Paragraph>
  </Content>
  <TitlePage><Content>
    <Paragraph Alignment="Center"><Text>I Love Luna</Text></Paragraph>
    <Paragraph Alignment="Center"><Text>Teleplay by</Text></Paragraph>
    <Paragraph Alignment="Center"><Text>Ada Winter</Text></Paragraph>
    <Paragraph Alignment="Center"><Text>Based on a fern</Text></Paragraph>
    <Paragraph Alignment="Left"><Text>1 Crater Road</Text></Paragraph>
    <Paragraph Alignment="Right"><Text>Second Draft</Text></Paragraph>
  </Content></TitlePage>
</FinalDraft>
"""


@pytest.fixture(scope="module")
def foreign() -> Screenplay:
    """A file with what Final Draft does and we do not."""
    return read_fdx(FOREIGN.encode())


def test_split_runs_are_joined(foreign: Screenplay) -> None:
    """Text in several runs is one text, and emphasis in two runs is one span."""
    action = foreign.elements[2]

    assert foreign.elements[0].text == "INT. DOME - DAY"
    assert action.text == "Luna really waits.NOW"
    assert {(s.start, s.end) for s in action.spans} == {(5, 11)}
    assert [(r.at, r.text) for r in action.remarks] == [(5, "Who?")]


def test_unknown_paragraphs_are_kept_and_told(foreign: Screenplay) -> None:
    """What Fabula does not know is kept as action, with a note for the person."""
    kinds = [element.kind for element in foreign.elements]

    assert kinds[:6] == ["heading", "synopsis", "action", "action", "action", "action"]
    assert foreign.notes == (
        "2 paragraphs of type 'Cast List' kept as action.",
        "Strikeout was left out.",
    )


def test_speech_at_once_is_dual(foreign: Screenplay) -> None:
    """The second character of a DualDialogue speaks with the first."""
    cues = [(e.text, e.dual) for e in foreign.elements if e.kind == "character"]

    assert cues == [("Luna", False), ("Rick", True)]


def test_centered_act_begins_a_page(foreign: Screenplay) -> None:
    """A page break before a paragraph is an element of its own."""
    assert [e.kind for e in foreign.elements[-2:]] == ["page_break", "act"]


def test_title_lines_are_told_apart(foreign: Screenplay) -> None:
    """Title, credit, author and source are known by their order and words."""
    title = foreign.title

    assert (title.title, title.credit, title.author) == ("I Love Luna", "Teleplay by", "Ada Winter")
    assert (title.source, title.draft_date) == ("Based on a fern", "Second Draft")
    assert title.contact == "1 Crater Road"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"not XML", "luna.fdx, line 1: is not XML"),
        (b"<html></html>", "luna.fdx: is XML, but not FDX"),
        (b"<FinalDraft><Content>", "luna.fdx, line 1: is not XML"),
        (b"<FinalDraft/>", "not FDX"),
    ],
)
def test_bad_files_are_named(data: bytes, message: str) -> None:
    """The message tells file, place and remedy."""
    with pytest.raises(UnreadableInput, match=message):
        read_fdx(data, "luna.fdx")


def test_numbers_without_end_are_no_numbers() -> None:
    """A revision or an offset of thousands of digits does no harm."""
    digits = "9" * 5000
    text = f'<Paragraph Type="Action"><Text RevisionID="{digits}">A.</Text></Paragraph>'
    script = read_fdx(f"<FinalDraft><Content>{text}</Content></FinalDraft>".encode())

    assert script.elements[0].revision == 0


def test_omitted_scenes_are_told() -> None:
    """The heading of an omitted scene stays, its words are left out, and that is said."""
    inner = '<OmittedScene><Paragraph Type="Action"><Text>Gone.</Text></Paragraph></OmittedScene>'
    heading = f'<Paragraph Type="Scene Heading" Number="3">{inner}<Text>OMITTED</Text></Paragraph>'
    script = read_fdx(f"<FinalDraft><Content>{heading}</Content></FinalDraft>".encode())

    assert [(e.text, e.number) for e in script.elements] == [("OMITTED", "3")]
    assert script.notes == ("The words of omitted scenes were left out: 1.",)
