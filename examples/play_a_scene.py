"""Play one scene of a sitcom without a model: two people, three beats, and a seed."""

from __future__ import annotations

from fabula.productions.episode.brief import brief_scenes
from fabula.productions.episode.offline.dialogue import write_dialogue
from fabula.productions.episode.outline import Bible, EpisodeOutline, Place, SceneOutline
from fabula.story import Character, CharacterVoiceProfile

ADA = Character(
    "Ada",
    want="to win the marrow prize",
    flaw="cannot keep a secret",
    pronouns="she",
    job="gardener",
    voice=CharacterVoiceProfile(sentence_structure="rambling", verbal_tics=("between us",)),
)
GUS = Character(
    "Gus",
    want="his shed back",
    flaw="believes every catalogue",
    pronouns="he",
    job="plumber",
    voice=CharacterVoiceProfile(sentence_structure="clipped", verbal_tics=("on the dot",)),
)
SCENE = SceneOutline(
    number=1,
    location="THE SHED",
    characters=("Ada", "Gus"),
    summary="Ada has grown something that does not fit through the door.",
    beats=(
        "Ada hides the marrow under a blanket",
        "Gus wants to sit on the blanket",
        "Ada confesses that the marrow has a name",
    ),
    button="The blanket sighs.",
)


def main() -> None:
    """Print the scene."""
    bible = Bible("The Shed", cast=(ADA, GUS), places=(Place("THE SHED", props=("wheelbarrow",)),))
    outline = EpisodeOutline("Marrow", scenes=(SCENE,))
    (brief,) = brief_scenes(bible, outline, minutes=1.5, seed=2)
    for line in write_dialogue(brief).dialogue_lines:
        print(f"{line.character}: {line.line}")


if __name__ == "__main__":
    main()
