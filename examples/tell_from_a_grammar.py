"""Invents without a model: a grammar, a story, and two people who speak in their own manner."""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.models.offline.grammar import Grammar, Thing
from fabula.models.offline.manners import Manner
from fabula.models.offline.telling import Telling


@dataclass(frozen=True)
class Person:
    """Somebody in the story: all that a template asks for is a name and pronouns."""

    name: str
    pronouns: str
    want: str
    manner: Manner = field(default_factory=Manner)


GRAMMAR = Grammar(
    {
        "action": [
            "{hero} {hero.verb:enter} with a {prop}. {hero.they:{look}}.",
            "{hero} {hero.verb:try} to hide {hero.their} {prop} from {rival}.",
            {"say": "The {prop} {prop.verb:fall} on {rival's} foot. Again.", "when": "turn>=3"},
        ],
        "look": ["look [guilty|delighted]", "pretend to read"],
        "boast": [
            "I am going to get {hero.want}, and nobody will stop me.",
            "Maybe I am wrong. I was not wrong [yesterday|on Tuesday].",
            "You are not going to need the {prop}, because I have a better one.",
        ],
    },
    knows={"hero": Person, "rival": Person, "prop": Thing, "turn": int},
)

LUNA = Person("Luna", "she", "a job on the stage", Manner("always", "casual", tics=("look,",)))
ETHEL = Person("Ethel", "she", "some peace", Manner("never", "learned", breath=9))
PROPS = [Thing("umbrella"), Thing("cake"), Thing("oxygen tanks", many=True)]

telling = Telling(GRAMMAR, seed="I love Luna", story={})
for turn, prop in enumerate(PROPS, 1):
    hero, rival = (LUNA, ETHEL) if turn % 2 else (ETHEL, LUNA)
    telling.story.update(hero=hero, rival=rival, prop=prop, turn=turn)
    print(telling.say("action"))
    print(f"  {hero.name.upper()}: {hero.manner.voiced(telling.say('boast'), seed=turn)}")

print("\nMade of:", ", ".join(f"{pick.rule}[{pick.number}]" for pick in telling.picks))
