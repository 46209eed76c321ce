"""Documents of different kinds, written for these tests."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from fabula.media.documents import Source, read
from fabula.media.documents.document import Document, Passage, Picture

PAPER = """
heading 1: Abstract
paragraph 0: Long films take hours to encode on a laptop [1]. We propose Stillwater, a method that
    encodes each distinct picture of a narrated film only once (Fig. 1). Stillwater repeats a
    picture with slices of eleven bytes. Experiments on forty films show that Stillwater is 31
    times faster than a plain encoder, e.g. on slides. The method is limited to films that stand
    still for most of their length.
heading 1: 1 Introduction
paragraph 0: Narrated slides are the most common form of teaching film (Smith et al., 2020).
    However, every popular tool encodes thirty frames for each second, although almost all of them
    are repeated. The waste makes a lecture of one hour cost several hours of computing time.
    Teachers with old machines suffer most from this problem. See https://example.org/films for a
    survey.
paragraph 0: In this paper, we introduce an encoder that looks for repeated pictures before it
    encodes. Our encoder writes standard streams that every player understands.
heading 1: 2 Method
paragraph 0: The encoder first compares the pictures of all scenes by their digests. Each distinct
    picture is encoded as one complete frame with a common encoder. A small writer then adds skip
    slices, which tell the player to show the frame again. As shown in Figure 1, the writer needs
    no picture at all. We store the packets of each scene in a cache, so an edited scene costs
    only itself.
figure 0: Figure 1: The encoder compares digests and repeats frames with skip slices.
heading 1: 3 Results
paragraph 0: We measured forty films between 5 and 60 minutes on a laptop with two cores.
    Stillwater encoded an hour of film in 43 seconds, while the plain encoder took 22 minutes.
    Table 1 gives the speed of all encoders. The files were 12% smaller on average (p < 0.05).
    Viewers found no difference between the two versions.
table 0: Table 1: Speed of the encoders in frames per second.
heading 1: 4 Limitations
paragraph 0: The method gains nothing for films with moving pictures. Some old decoders do not
    accept long runs of skipped frames. We have not tested hardware decoders of television sets.
heading 1: 5 Conclusion
paragraph 0: Encoding each picture once makes narrated films cheap enough for old laptops. Schools
    could make their own lessons without any special machine. Future work will extend the method
    to slow zooms.
heading 1: References
reference 0: [1] A. Smith and B. Doe. A survey of films. Journal of Films, 2020.
"""
ROWS = (
    ("Encoder", "Speed (fps)"),
    ("Plain", "82"),
    ("Fast preset", "228"),
    ("Stillwater", "2,480"),
)


@pytest.fixture(scope="session")
def paper() -> Document:
    """A paper with all parts of an argument, citations, a figure and a table."""
    passages = []
    blocks = re.sub(r"\n    ", " ", PAPER).strip().splitlines()
    for number, block in enumerate(blocks, 1):
        kind, level, text = (
            block.split(" ", 1)[0],
            int(block.split(" ")[1][:-1]),
            block.split(": ", 1)[1],
        )
        picture = Picture(b"", 800, 450) if kind == "figure" else None
        label = {"figure": "Figure 1", "table": "Table 1"}.get(kind, "")
        rows = ROWS if kind == "table" else ()
        page = 1 + number // 8
        passages.append(
            Passage(f"p{page}.{number}", kind, text, page, level, label, rows, picture)  # type: ignore[arg-type]
        )
    authors = ("Ada Brook", "Ben Carr", "Cy Dale")
    return Document("Stillwater: encoding films once", authors, tuple(passages), "en", "s.pdf", 3)


MANUAL = """# Teapot 3000

The Teapot 3000 is an electric teapot with a timer and a glass body. It holds 1.5 l and boils in
four minutes.

## Installation
Place the base on a dry and level surface. Connect the plug to a socket of its own. Rinse the
teapot twice before you use it for the first time.

## Usage
Fill the pot with cold water up to the mark. Press the green button to start the timer. The lamp
turns blue when the tea has steeped long enough. You can choose a time between one and ten minutes.

## Warnings
Never touch the glass while the lamp is red. Do not immerse the base in water. Children should use
the teapot only with an adult.

## Cleaning
Wipe the glass with a soft cloth after each use. Remove scale once a month with vinegar. Vinegar
must be rinsed out with clear water.
"""
TALE = """# The Lighthouse

On the last evening of October the keeper climbed the steps as he had done every evening for thirty
years. The wind came from the north-west, and the sea below the rock was already white. He trimmed
the wick and lit the lamp at ten minutes past five.

Down in the village his daughter Marta was waiting for the supply boat. The boat had left the
mainland at noon and should have arrived before dusk. She had counted the sails of every vessel in
the bay, and none of them was the red sail of her brother.

At seven the lamp went out. Nobody in the village had ever seen the rock dark. Marta took the
lantern from the wall of the inn and ran to the pier. The innkeeper shouted after her that no one
could cross the sound in such a sea, but she had already untied the small boat.

A sea bird had flown into the lantern room and smashed the lamp. Her father lay on the landing with
a wounded hand. Marta carried the village lantern to the top and swung the light until morning.
Towards three in the morning a red sail came round the point.
"""
MINUTES = """# Minutes of the harbour committee

## Agenda
- Repair of the north pier
- Mooring fees
- Summer festival

## Repair of the north pier
The engineer reported that two piles of the north pier are rotten below the water line. Repair will
cost 48,000 euros before the autumn storms. The committee agreed to ask two firms for an offer.

## Mooring fees
Fees have not changed since 2019. The treasurer proposed a rise of 6% for long boats. The committee
voted 5 to 2 for the rise.
"""
MEMO = """From Monday the side entrance stays closed after six in the evening. Three bicycles were
stolen from the yard in October. The new rule costs nobody more than two minutes. Please show your
badge at the desk when you leave late. The guard keeps a list of the people who stay after eight.
"""
PACKING = """# Packing for a winter hike

- Two litres of water for each person
- A map and a compass
- Wool socks
- A rescue blanket
- Tell someone where you go and when you will be back
"""
TURM = """# Der Turm der Winde

## Einleitung
Der Turm der Winde in Athen ist ein achteckiges Gebäude aus Marmor. Der Turm ist etwa 12 m hoch und
misst fast 8 m im Durchmesser. Jede der acht Seiten zeigt einen Windgott, z. B. Boreas [3].

## Technik
Im Inneren stand eine Wasseruhr, die von einer Quelle an der Akropolis gespeist wurde. Das Wasser
floss durch ein Rohr in einen Behälter und hob dort einen Schwimmer. Auf dem Dach drehte sich eine
bronzene Wetterfahne in Gestalt eines Triton.

## Bedeutung
Das Gebäude vereinte zum ersten Mal Zeitmessung und Wetterbeobachtung an einem öffentlichen Ort.
Händler nutzten die Angaben, um die Ankunft der Schiffe abzuschätzen.
"""
TOWER_PL = """# Wieża

Wieża stoi na skale nad brzegiem morza od trzystu lat. Latarnik zapala lampę każdego wieczoru o
szóstej godzinie. Statki widzą światło z odległości dwudziestu kilometrów. Nowa lampa zużywa
znacznie mniej prądu niż stara lampa.
"""
TEXTS = {
    "manual": MANUAL,
    "tale": TALE,
    "minutes": MINUTES,
    "memo": MEMO,
    "packing": PACKING,
    "turm": TURM,
    "wieża": TOWER_PL,
}


@pytest.fixture(scope="session")
def document(paper: Document) -> Callable[[str], Document]:
    """A document by name: "paper" or one of the texts above, read as Markdown."""
    found = {"paper": paper}

    def find(name: str) -> Document:
        if name not in found:
            found[name] = read(Source(f"{name}.md", TEXTS[name].encode()))
        return found[name]

    return find
