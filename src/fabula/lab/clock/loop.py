"""An event loop whose time is virtual: with nothing to do, it goes at once to its next timer."""

from __future__ import annotations

import asyncio
import selectors
from asyncio import events
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar, TypeVarTuple, Unpack, cast

from fabula.errors import BadSetting

Value = TypeVar("Value")
Inputs = TypeVarTuple("Inputs")

STUCK_SECONDS = 5.0
"""Real seconds without anything to do, after which a loop that has no timer is given up."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop on which sleeping takes no time, and nothing but sleeping takes any.

    Work for threads is done at once, one after another, on the loop's own thread: so the order in
    which things happen is the same each time, whatever the machine. It takes no virtual time.
    Sockets, pipes and processes have a time of their own, so they are refused.
    """

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Impatient(self))

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._now

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds

    def run_in_executor(
        self,
        executor: Any,  # noqa: ARG002 - there are no threads to choose from
        func: Callable[[Unpack[Inputs]], Value],
        *args: *Inputs,
    ) -> asyncio.Future[Value]:
        """Do the work in the next turn of the loop, before anything else goes on."""
        done: asyncio.Future[Value] = self.create_future()
        self.call_soon(self._do, done, func, args)
        return done

    def _do(
        self, done: asyncio.Future[Any], func: Callable[..., Any], args: tuple[Any, ...]
    ) -> None:
        if done.cancelled():
            return
        # To the work, it is a thread without a loop: it may block, and run a loop of its own.
        events._set_running_loop(None)  # noqa: SLF001 - it is there for event loops
        try:
            value = func(*args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001 - told to whoever waits, as an executor does
            done.set_exception(error)
        else:
            done.set_result(value)
        finally:
            events._set_running_loop(self)  # noqa: SLF001

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise BadSetting(
            "On the virtual clock there is no network and no other process, for these take real "
            "time. Choose models in this process (simulated, offline), or the real clock."
        )

    async def _refuse_waiting(self, *_: Any, **__: Any) -> NoReturn:
        self._refuse()

    add_reader = add_writer = cast("Any", _refuse)
    create_connection = create_server = create_datagram_endpoint = cast("Any", _refuse_waiting)
    create_unix_connection = create_unix_server = cast("Any", _refuse_waiting)
    connect_read_pipe = connect_write_pipe = cast("Any", _refuse_waiting)
    subprocess_exec = subprocess_shell = cast("Any", _refuse_waiting)
    sock_connect = sock_accept = sock_recv = sock_sendall = cast("Any", _refuse_waiting)
    getaddrinfo = cast("Any", _refuse_waiting)


class _Impatient(selectors.DefaultSelector):
    """Waits for nothing: the time that it was to wait is let pass."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        """What is ready now."""
        if timeout is not None:
            self._loop.skip(max(0.0, timeout))
            return super().select(0)
        # Only a thread that somebody began by themselves could still wake the loop.
        ready = super().select(STUCK_SECONDS)
        if not ready:
            raise RuntimeError("Nothing on the virtual clock can go on: all wait for each other.")
        return ready


def virtually(work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
    """What the work gives, run on a virtual loop of its own.

    A thread that has a running loop calls it by `asyncio.to_thread(virtually, work)`.
    """
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work())
