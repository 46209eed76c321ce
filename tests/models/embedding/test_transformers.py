"""sentence-transformers is asked through its own interface, here by a package that stands in.

The package itself brings torch, some gigabytes, and needs a model from the network.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from fabula.errors import BadAnswer, BadSetting, ModelRefused, NotInstalled
from fabula.models.embedding.transformers import Transformers, provide

pytestmark = pytest.mark.anyio

STAND_IN = """
class SentenceTransformer:
    loaded = 0

    def __init__(self, name):
        if name == "missing":
            raise OSError("no such model")
        SentenceTransformer.loaded += 1
        self.name = name

    def encode(self, texts, normalize_embeddings, show_progress_bar):
        assert normalize_embeddings and not show_progress_bar
        return ["?"] if self.name == "odd" else [[float(len(text)), 0.5] for text in texts]
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of that name, with what its users rely on."""
    (tmp_path / "sentence_transformers.py").write_text(STAND_IN)
    about = tmp_path / "sentence_transformers-6.2.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: sentence-transformers\nVersion: 6.2.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sentence_transformers", raising=False)


async def opened(name: str) -> Transformers:
    """A model; what is installed is looked up on the disk."""
    return await asyncio.to_thread(provide, "sentence-transformers", name, {})


@pytest.mark.usefixtures("installed")
async def test_model_is_loaded_once_and_late() -> None:
    """Choosing it loads nothing; asking twice loads it once."""
    model = await opened("all-MiniLM-L6-v2")

    assert model.identity == "sentence-transformers:all-MiniLM-L6-v2 6.2.0"
    assert "sentence_transformers" not in sys.modules
    (first,), _ = await model.embed(["one"]), await model.embed(["three"])
    assert list(first.numbers) == [3.0, 0.5]
    assert sys.modules["sentence_transformers"].SentenceTransformer.loaded == 1
    await model.close()


@pytest.mark.usefixtures("installed")
async def test_model_that_is_none_is_refused() -> None:
    """A name that does not exist, and an answer that is no vector."""
    with pytest.raises(ModelRefused, match="'missing' cannot be loaded: no such model"):
        await (await opened("missing")).embed(["one"])
    with pytest.raises(BadAnswer, match="no vectors"):
        await (await opened("odd")).embed(["one"])


def test_missing_package_names_the_command() -> None:
    """Before any work is done."""
    with pytest.raises(NotInstalled, match=r"pip install 'fabula\[embeddings\]'"):
        provide("sentence-transformers", "all-MiniLM-L6-v2", {})


def test_model_must_be_named() -> None:
    """There is none that all would want."""
    with pytest.raises(BadSetting, match="names no model"):
        provide("sentence-transformers", "", {})
