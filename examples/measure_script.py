"""Measure a script that somebody else wrote: its pace, its voices and what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path

from fabula.media.screenplay.files import read_script
from fabula.productions.episode.measures.clock import read_clock
from fabula.productions.episode.optimizer import analyse_comedy
from fabula.productions.episode.screenplay import pages_of, read_existing
from fabula.productions.episode.script import Script
from fabula.productions.episode.validator import ScriptValidator

FOUNTAIN = """Title: The Bread Also Rises

INT. AIRLOCK TWO - DAY

Luna and Ethel carry a tray of dough. A red handle glows.

LUNA
An airlock in the sun is an oven that nobody has been nice to.

ETHEL
Mind you, the red handle opens the outside.

LUNA
Then we won't pull it. What could possibly go wrong?

ETHEL
(to the dough)
I was happy on Earth. On Earth a handle was a saucepan.
"""

path = Path(sys.argv[1]) if len(sys.argv) > 1 else None
data = path.read_bytes() if path else FOUNTAIN.encode()
written = read_existing(read_script(data, path.name if path else "bread.fountain"))
script = Script(written.bible, written.outline, written.scenes)
report = ScriptValidator().validate(script, analyse_comedy(script))

print(f"{read_clock(script).seconds:.0f} seconds on {pages_of(script).eighths}/8 of a page")
for voice in report.character_consistency:
    talk = voice.talks
    print(f"{voice.character}: {voice.words} words, {talk.sentence_words:.1f} in a sentence")
for issue in report.validation_issues:
    print(f"{issue.severity}: {issue.problem} {issue.remedy}")
