"""Text by a GGUF file that runs in this process, by llama.cpp: `local:/path/model.gguf`."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.errors import AnswerCut, BadSetting, ModelRefused, NotInstalled
from fabula.models.prices import Use, used
from fabula.models.schemas import Shape
from fabula.models.text.chat import ChatText, Question, model_lacks
from fabula.models.text.chunks import Chunks
from fabula.models.text.draft import Pen
from fabula.models.text.openai_form import held_to, message_form, said_in, tool_form
from fabula.models.tools import Said

if TYPE_CHECKING:
    from xllamacpp import Server

CONTEXT = "FABULA_LOCAL_CONTEXT"
"""The variable that says how many tokens question and answer may have together."""
CONTEXT_TOKENS = 16_384
_MAGIC = b"GGUF"
_END = 100_000


class LocalText(ChatText):
    """A model in a file. It is loaded by the first question, and answers one after the other.

    Args:
        identity: Names the file by its content.
        path: Where it is.
        context: Tokens that question and answer may have together.
    """

    def __init__(self, identity: str, path: Path, context: int = CONTEXT_TOKENS) -> None:
        super().__init__(identity)
        self._path, self._context = path, context
        self._server: Server | None = None
        # All work is done in this thread, and whoever waits for it takes no other.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fabula-local")

    @property
    def limit(self) -> int:
        """Tokens that an answer may have: what is left of the context ends it before."""
        return self._context

    def form(self, shape: Shape, *, calling: bool) -> str:
        """The schema in words, while the model may call tools and is not held to it."""
        return shape.form() if calling else ""

    async def close(self) -> None:
        """Let go of the memory."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._unload)

    async def say(self, question: Question, pen: Pen | None) -> Said:
        """What the model says.

        Raises:
            ModelRefused: The file is no model, or the question does not fit into its context.
            AnswerCut: The answer broke off at the limit, or at the end of the context.
        """
        loop, left = asyncio.get_running_loop(), threading.Event()
        chunks = Chunks(self.identity, _relayed(pen))
        work = loop.run_in_executor(self._thread, self._run, self._body(question), chunks, left)
        try:
            await work
        except RuntimeError as exc:
            lack = model_lacks(question, str(exc))
            hint = "; choose a model that does" if lack else ""
            raise ModelRefused(f"{self.identity} {lack or 'failed'}{hint}: {exc}") from None
        finally:
            # Whoever does not wait for the answer any more ends it with the next token.
            left.set()
        return self._read(chunks)

    def _body(self, question: Question) -> dict[str, Any]:
        body: dict[str, Any] = {
            "messages": [message_form(message) for message in question.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        # A grammar would not let it call.
        if question.calling:
            body["tools"] = [tool_form(tool) for tool in question.tools]
        else:
            body |= held_to(question.shape)
        if question.limit is not None:
            body["max_tokens"] = question.limit
        return body

    def _run(self, body: dict[str, Any], chunks: Chunks, left: threading.Event) -> None:
        server = self._server = self._server or self._load()

        def hear(chunk: dict[str, Any]) -> bool:
            chunks.add(chunk)
            return left.is_set()

        if not left.is_set():
            told = server.handle_chat_completions(body, hear)
            if isinstance(told, dict):
                chunks.add(told)

    def _load(self) -> Server:
        from xllamacpp import CommonParams, Server

        wanted = CommonParams()
        wanted.model.path = str(self._path)
        wanted.n_ctx, wanted.n_parallel = self._context, 1
        wanted.verbosity = -1
        # It also listens on a port of this machine: nobody else shall use that.
        wanted.api_keys = [secrets.token_hex()]
        try:
            return Server(wanted)
        except RuntimeError:
            raise ModelRefused(
                f"{self._path} cannot be loaded: it is damaged, of a kind that llama.cpp does not "
                f"know, or too large for the memory; a smaller {CONTEXT} needs less."
            ) from None

    def _unload(self) -> None:
        self._server = None

    def _read(self, chunks: Chunks) -> Said:
        tree = chunks.whole()
        if "error" in tree:
            problem = tree["error"].get("message", "")
            raise ModelRefused(f"{self.identity} cannot answer: {problem} ({CONTEXT})")
        usage = tree.get("usage", {})
        use = Use(usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0))
        used(self.identity, use, None)
        choice = tree["choices"][0]
        if choice["finish_reason"] == "length":
            raise AnswerCut(f"{self.identity} broke off at its length limit.", use.tokens_out)
        return said_in(choice["message"])


def _relayed(pen: Pen | None) -> Pen:
    """A pen for the thread of the model, which has its words written in the loop's."""
    if pen is None:
        return lambda _piece: None
    loop, write = asyncio.get_running_loop(), pen

    def relay(piece: str) -> None:
        # Whoever left may have taken the loop along.
        if not loop.is_closed():
            loop.call_soon_threadsafe(write, piece)

    return relay


def provide(provider: str, model: str, environment: Mapping[str, str]) -> LocalText:
    """The text model in a file.

    Raises:
        NotInstalled: The extra is missing.
        BadSetting: There is no such file, or it is no model; or the context is no number.
    """
    path = Path(model).expanduser()
    try:
        digest = _digest(path)
    except (OSError, ValueError) as exc:
        problem = exc.strerror if isinstance(exc, OSError) else exc
        raise BadSetting(
            f"'{provider}:{model}': {problem}; write local:/path/to/model.gguf."
        ) from None
    if find_spec("xllamacpp") is None:
        raise NotInstalled(f"{provider}:{model}", "local")
    context = environment.get(CONTEXT, "") or str(CONTEXT_TOKENS)
    if not context.isdecimal() or not 256 <= int(context) <= 10_000_000:
        raise BadSetting(f"{CONTEXT} is {context!r}; it must be a number of tokens, at least 256.")
    return LocalText(f"{provider}:{path.name} {digest}", path, int(context))


def _digest(path: Path) -> str:
    """Tells a model from others by its size and both of its ends; to read all would take seconds.

    Raises:
        OSError: There is no such file.
        ValueError: It is no model.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if content[: len(_MAGIC)] != _MAGIC:
            raise ValueError("it is no GGUF file")
        ends = b"%d " % len(content) + content[:_END] + content[-_END:]
        return blake2b(ends, digest_size=6).hexdigest()
