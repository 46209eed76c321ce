"""Text by providers whose wire format is their own: Anthropic, Google, OpenAI's Responses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fabula.errors import (
    AnswerCut,
    BadSetting,
    ModelError,
    ModelRefused,
    ModelUnreachable,
    NotInstalled,
    TaskDeclined,
    UserError,
)
from fabula.models.addresses import Place, find_place
from fabula.models.keys import hush
from fabula.models.line import trusted
from fabula.models.prices import Use, used
from fabula.models.text.chat import ChatText, Question, model_lacks
from fabula.models.text.draft import Pen
from fabula.models.tools import Said
from fabula.models.wire import CONNECT_SECONDS

if TYPE_CHECKING:
    from httpx2 import AsyncClient
    from pydantic_ai.messages import ModelResponse
    from pydantic_ai.models import Model

SECONDS = 600.0
"""The longest time for one answer."""

Open = Callable[[Place, str, "AsyncClient"], "Model"]


@dataclass(frozen=True, slots=True)
class Native:
    """A provider that pydantic-ai knows how to talk to.

    Args:
        place: Under which name its address and its key are found; empty: the library finds them.
        extra: The extra of Fabula that brings what it needs.
        package: What that is.
        open: Makes its model.
    """

    place: str
    extra: str
    package: str
    open: Open


def _anthropic(place: Place, model: str, client: AsyncClient) -> Model:
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    provider = AnthropicProvider(api_key=place.key, base_url=place.address, http_client=client)
    return AnthropicModel(model, provider=provider)


def _google(place: Place, model: str, client: AsyncClient) -> Model:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    provider = GoogleProvider(api_key=place.key, base_url=place.address, http_client=client)
    return GoogleModel(model, provider=provider)


def _openai_responses(place: Place, model: str, client: AsyncClient) -> Model:
    from pydantic_ai.models.openai import OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    provider = OpenAIProvider(api_key=place.key, base_url=place.address, http_client=client)
    return OpenAIResponsesModel(model, provider=provider)


def _any(place: Place, model: str, client: AsyncClient) -> Model:  # noqa: ARG001
    """Whatever else the library knows, with its own names and its own connections.

    Raises:
        BadSetting: It does not know the model, or has no key for it, or lacks a package.
    """
    from pydantic_ai import exceptions
    from pydantic_ai.models import infer_model

    try:
        return infer_model(model)
    except (ImportError, ValueError, exceptions.UserError) as exc:
        raise BadSetting(f"'{ANY}:{model}': {exc}") from None


ANY = "pydantic-ai"
NATIVE = {
    ANY: Native("", "openai", "pydantic_ai", _any),
    "anthropic": Native("anthropic", "anthropic", "anthropic", _anthropic),
    "google": Native("google", "google", "google.genai", _google),
    "openai-responses": Native("openai", "openai", "openai", _openai_responses),
}


class NativeText(ChatText):
    """A model that is asked through pydantic-ai, which does not try again by itself.

    Args:
        identity: Provider and model.
        native: How to talk to the provider.
        place: Where it is, and the key.
        model: As the provider calls it.
        seconds: The longest time for one answer.
    """

    def __init__(
        self, identity: str, native: Native, place: Place, model: str, *, seconds: float = SECONDS
    ) -> None:
        super().__init__(identity)
        self._native, self._place, self._model = native, place, model
        self._seconds, self._by_tool = seconds, False
        self._opened: dict[asyncio.AbstractEventLoop, asyncio.Task[tuple[Model, AsyncClient]]] = {}

    async def close(self) -> None:
        """Close the connections of the running loop."""
        opening = self._opened.pop(asyncio.get_running_loop(), None)
        if opening is not None:
            model, client = await opening
            await model.__aexit__(None, None, None)
            await client.aclose()

    async def say(self, question: Question, pen: Pen | None) -> Said:
        """What the model says, whole or as a stream.

        Raises:
            ModelError: It says nothing of use.
        """
        model = await self._ready()
        from fabula.models.text.native_form import FAILURES, is_about_schema

        error: ModelError
        try:
            async with asyncio.timeout(self._seconds):
                return self._read(await self._ask(model, question, pen), pen is not None)
        except TimeoutError:
            error = ModelUnreachable(
                f"{self.identity} gave no whole answer within {self._seconds:g} s."
            )
        except FAILURES as exc:
            if is_about_schema(exc) and not self._by_tool:
                self._by_tool = True
                return await self.say(question, pen)
            error = self._failure(question, exc)
        # Not chained: the exception may hold the request, and with it the key.
        raise error

    async def _ready(self) -> Model:
        """The model of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._opened:
            self._opened = {one: m for one, m in self._opened.items() if not one.is_closed()}
            self._opened[loop] = loop.create_task(self._begin())
        try:
            return (await asyncio.shield(self._opened[loop]))[0]
        except UserError:
            del self._opened[loop]
            raise

    async def _begin(self) -> tuple[Model, AsyncClient]:
        # Loading the libraries takes one to three seconds, which the loop must not stand.
        model, client = await asyncio.to_thread(self._open)
        await model.__aenter__()
        return model, client

    def _open(self) -> tuple[Model, AsyncClient]:
        from httpx2 import AsyncClient, Timeout

        import fabula.models.text.native_form  # noqa: F401 the rest of what is needed

        hush("httpcore2", "httpx2", "openai", "anthropic", "google_genai")
        patience = Timeout(self._seconds, connect=min(CONNECT_SECONDS, self._seconds))
        agent = {"User-Agent": "fabula"}
        client = AsyncClient(timeout=patience, headers=agent, verify=trusted())
        return self._native.open(self._place, self._model, client), client

    async def _ask(self, model: Model, question: Question, pen: Pen | None) -> ModelResponse:
        from pydantic_ai.direct import model_request, model_request_stream
        from pydantic_ai.settings import ModelSettings

        from fabula.models.text.native_form import Words, messages_of, parameters_of

        # The engine is who tries again.
        settings = ModelSettings(max_retries=0, timeout=self._seconds)
        if question.limit is not None:
            settings["max_tokens"] = question.limit
        if question.tools and not question.may_call:
            settings["tool_choice"] = "none"
        messages = messages_of(question)
        parameters = parameters_of(question, model.profile, by_tool=self._by_tool)
        if pen is None:
            return await model_request(
                model, messages, model_settings=settings, model_request_parameters=parameters
            )
        async with model_request_stream(
            model, messages, model_settings=settings, model_request_parameters=parameters
        ) as stream:
            words = Words()
            async for event in stream:
                if more := words.within(event):
                    pen(more)
            return stream.get()

    def _read(self, response: ModelResponse, streamed: bool) -> Said:
        """What is said in a response, or the error for one without."""
        from fabula.models.text.native_form import said_in

        use = self._report(response)
        # A stream without a reason for its end has not come to it.
        match response.finish_reason or ("error" if streamed else "stop"):
            case "content_filter":
                reason = _reason(response) or "its content filter stopped the answer"
                raise TaskDeclined(f"{self.identity} declines the task: {reason:.300}")
            case "length":
                raise AnswerCut(f"{self.identity} broke off at its length limit.", use.tokens_out)
            case "error":
                raise ModelUnreachable(f"{self.identity} broke off in the middle of its answer.")
        return said_in(response)

    def _report(self, response: ModelResponse) -> Use:
        told = response.usage
        thoughts = told.details.get("reasoning_tokens") or told.details.get("thoughts_tokens")
        use = Use(
            told.input_tokens,
            told.output_tokens,
            tokens_cached=told.cache_read_tokens,
            tokens_reasoning=thoughts or 0,
        )
        used(self.identity, use, None)
        return use

    def _failure(self, question: Question, error: Exception) -> ModelError:
        from fabula.models.text.native_form import Told, told_by

        told: Told = told_by(error)
        said = told.said.replace(self._place.key, "***") if self._place.key else told.said
        lack = model_lacks(question, said) if told.kind is ModelRefused else ""
        problem = f"{lack}; choose a model that does" if lack else told.problem
        problem = problem.format(key=self._place.variable, model=repr(self._model))
        text = f"{self.identity} {problem}: {said:.300}"
        return told.made(text)


def _reason(response: ModelResponse) -> str:
    """Why a model declines, if it says so."""
    details: dict[str, Any] = response.provider_details or {}
    return str(details.get("refusal") or "") or "".join(
        part.content for part in response.parts if part.part_kind == "text"
    )


def provide(provider: str, model: str, environment: Mapping[str, str]) -> NativeText:
    """The text model behind "provider:model".

    Raises:
        NotInstalled: The extra is missing.
        BadSetting: No model, address or key.
    """
    native, place = NATIVE[provider], Place(provider, "", "the environment", "")
    if native.place:
        place, model = find_place(native.place, model, environment)
    elif not model:
        raise BadSetting(f"{provider!r} names no model; write {provider}:bedrock:MODEL, say.")
    if not (_is_there("pydantic_ai") and _is_there(native.package)):
        raise NotInstalled(f"{provider}:{model}", native.extra)
    named = replace(place, provider=provider)
    return NativeText(f"{provider}:{model}", native, named, model)


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
