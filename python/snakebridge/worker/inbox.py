"""What the host sent, message by message, for the main thread.

While nothing runs, the main thread reads the channel itself: handing each message over between two threads would cost
more than many calls do. A watching thread takes the reading over as soon as one call lasts longer than a tick, so that
the end of input is noticed, and what was said of earlier calls is on its way, whatever the main thread does. It parks
while the main thread waits, and costs a message nothing.

Order: whoever holds `_role` reads, and only then may anything be put into `_handed`; so a reader that finds
`_handed` empty, with the role in hand, has everything that was read before.
"""

from __future__ import annotations

from _queue import SimpleQueue
from _thread import allocate_lock, start_new_thread
from collections import deque
from time import sleep

from .channel import ChannelClosed
from .exceptions import MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .channel import Arrival, Channel
    from .lifecycle import Lifecycle

_TICK_SECONDS = 0.01
# A burst of at least so many messages has its replies sent together; a shorter one has each sent at once.
_MIN_BURST_MESSAGES = 8


class Inbox:
    def __init__(self, channel: Channel, lifecycle: Lifecycle) -> None:
        self._channel = channel
        self._lifecycle = lifecycle
        self._ready: deque[Arrival] = deque()
        self._handed: SimpleQueue[list[Arrival]] = SimpleQueue()
        self._role = allocate_lock()
        self._wake: SimpleQueue[None] = SimpleQueue()
        # Each is written by one side and read by the other, in the opposite order: one of them always notices.
        self._waiting = True
        self._parked = False
        self._turn = 0

    def watch(self) -> None:
        """Starts the watching thread, once user code may run."""
        start_new_thread(self._watch, ())

    def next(self) -> bytes | None:
        """The next message, waiting for it; None at the end of input. @raises MalformedError, ChannelClosed"""
        ready = self._ready
        if not ready:
            self._channel.release()
            self._waiting = True
            while not ready:
                ready.extend(self._read_or_wait())
            self._waiting = False
            if self._parked:
                self._wake.put(None)
        self._turn += 1
        arrival = ready.popleft()
        self._channel.hold(len(ready) >= _MIN_BURST_MESSAGES)
        if type(arrival) is bytes:
            return arrival
        ready.appendleft(arrival)
        if isinstance(arrival, MalformedError):
            raise arrival
        return None

    def _read_or_wait(self) -> list[Arrival]:
        if not self._role.acquire(blocking=False):
            return self._handed.get()
        try:
            if not self._handed.empty():
                return self._handed.get()
            arrivals = self._channel.read()
        finally:
            self._role.release()
        if arrivals and arrivals[-1] is None:
            start_new_thread(self._lifecycle.input_ended, ())
        return arrivals

    def _watch(self) -> None:
        while True:
            turn = self._turn
            sleep(_TICK_SECONDS)
            if self._turn != turn:
                continue
            if self._waiting:
                self._parked = True
                if self._waiting:
                    self._wake.get()
                self._parked = False
            else:
                self._read_for_main_thread(turn)

    def _read_for_main_thread(self, turn: int) -> None:
        """Reads once in the main thread's place, if that is still busy with message `turn`."""
        try:
            self._channel.release()
        except ChannelClosed:
            pass  # the main thread finds out by itself
        with self._role:
            busy = self._turn == turn and not self._waiting
            arrivals = self._channel.read() if busy else []
            self._handed.put(arrivals)
            if arrivals and isinstance(arrivals[-1], MalformedError):
                self._channel.drain()
                self._lifecycle.input_ended()
        if arrivals and arrivals[-1] is None:
            self._lifecycle.input_ended()
        # The main thread may have begun to wait while the role was taken: it looks again.
        self._handed.put([])
