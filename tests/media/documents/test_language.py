"""The language of a text, from a sentence or two."""

from __future__ import annotations

import pytest

from fabula.media.documents.language import language_of


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("en", "The house that we saw is on the hill, and it was not for sale."),
        ("de", "Das Haus, das wir gesehen haben, ist nicht auf dem Hügel und wird verkauft."),
        ("fr", "La maison que nous avons vue est sur une colline et elle n’est pas à vendre."),
        ("es", "La casa que vimos está en una colina y no se vende por ahora, como los otros."),
        ("it", "La casa che abbiamo visto non è in vendita, ma il giardino della villa sì."),
        ("pt", "A casa que vimos não está à venda, mas o jardim e uma parte do campo são."),
        ("nl", "Het huis dat wij zagen is niet te koop, maar de tuin wordt wel verkocht."),
        ("sv", "Huset som vi såg är inte till salu, men det är en trädgård och ett fält."),
        ("pl", "Dom, który widzieliśmy, nie jest na sprzedaż, ale ogród jest i to się liczy."),
        ("ru", "Дом, который мы видели, не продаётся, но сад и поле на холме — это так."),
        ("ja", "私たちが見た家は売り物ではありません。"),
        ("zh", "我们看到的房子不出售，但是花园出售。"),
        ("ar", "البيت الذي رأيناه ليس للبيع ولكن الحديقة للبيع"),
        ("el", "Το σπίτι που είδαμε δεν πωλείται, αλλά ο κήπος ναι."),
        ("en", "α β γ δ = x + y for the sum of the angles in a triangle"),
        ("en", "12 34"),
    ],
)
def test_language_is_detected(expected: str, text: str) -> None:
    """The script or the commonest words tell."""
    assert expected == language_of([text])


def test_told_language_wins() -> None:
    """What the file says is kept where it makes sense."""
    assert (language_of(["the"], "pt_BR"), language_of(["the"], "no idea")) == ("pt-BR", "en")
