"""Gives the main thread the messages of the host, one after another.

While no call runs, the main thread reads the channel itself, because passing each message from one thread to another
would cost more than many calls do. If a call lasts longer than a tick, a watcher thread reads in place of the main
thread. So the worker notices the end of the input, and sends the replies to earlier calls, during a long call. While
the main thread waits for input, the watcher is parked and costs nothing.

Order: only the thread that holds `_reader_lock` reads the channel and adds arrivals to `_handover_queue`. So a main
thread that holds the lock and finds the queue empty has received everything that was read before.
"""

from __future__ import annotations

from _queue import SimpleQueue
from _thread import allocate_lock, start_new_thread
from collections import deque
from time import sleep

from .channel import ChannelClosedError
from .exceptions import MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .channel import Arrival, Channel
    from .lifecycle import Lifecycle

_TICK_SECONDS = 0.01
#: The replies to a burst of at least so many messages may wait for each other. Other replies leave at once.
_MIN_BURST_MESSAGES = 8


class Inbox:
    """The messages that have arrived, and the two threads that read them."""

    def __init__(self, channel: Channel, lifecycle: Lifecycle) -> None:
        self._channel = channel
        self._lifecycle = lifecycle
        self._arrivals: deque[Arrival] = deque()
        #: What the watcher read for the main thread. An empty list asks the main thread to look again.
        self._handover_queue: SimpleQueue[list[Arrival]] = SimpleQueue()
        self._reader_lock = allocate_lock()
        self._wake_queue: SimpleQueue[None] = SimpleQueue()
        #: Main thread: clear `_waiting`, then read `_parked`. Watcher: set `_parked`, then read `_waiting`.
        #: Each writes its own flag before reading the other's, so at least one sees the other (Dekker), and the watcher
        #: never stays parked during a call.
        self._waiting = True
        self._parked = False
        #: The number of the message that the main thread is working on.
        self._message_number = 0

    def start_watcher(self) -> None:
        """Starts the watcher thread. Must run before user code may run."""
        start_new_thread(self._run_watcher, ())

    def receive_message(self) -> bytes | None:
        """Returns the next message, and waits for it if there is none. Only the main thread may call this.

        Returns:
            The body of a frame, or None at the end of the input.

        Raises:
            MalformedError: The input is malformed.
            ChannelClosedError: Nobody reads the replies that were waiting to be sent.
        """
        arrivals = self._arrivals
        if not arrivals:
            self._channel.flush()
            self._waiting = True
            while not arrivals:
                arrivals.extend(self._read_or_wait())
            self._waiting = False
            if self._parked:
                self._wake_queue.put(None)
        self._message_number += 1
        arrival = arrivals.popleft()
        self._channel.set_buffering(len(arrivals) >= _MIN_BURST_MESSAGES)
        if type(arrival) is bytes:
            return arrival
        arrivals.appendleft(arrival)
        if isinstance(arrival, MalformedError):
            raise arrival
        return None

    def _read_or_wait(self) -> list[Arrival]:
        """Reads the channel once, or waits for the watcher if it is reading."""
        if not self._reader_lock.acquire(blocking=False):
            return self._handover_queue.get()
        try:
            if not self._handover_queue.empty():
                return self._handover_queue.get()
            arrivals = self._channel.read()
        finally:
            self._reader_lock.release()
        if arrivals and arrivals[-1] is None:
            start_new_thread(self._lifecycle.end_after_grace, ())
        return arrivals

    def _run_watcher(self) -> None:
        while True:
            message_number = self._message_number
            sleep(_TICK_SECONDS)
            if self._message_number != message_number:
                continue
            if self._waiting:
                self._parked = True
                if self._waiting:
                    self._wake_queue.get()
                self._parked = False
            else:
                self._read_for_main_thread(message_number)

    def _read_for_main_thread(self, message_number: int) -> None:
        """Reads once in place of the main thread, if that still works on the message with this number."""
        try:
            self._channel.flush()
        except ChannelClosedError:
            pass  # The main thread gets the same error when it sends.
        with self._reader_lock:
            busy = self._message_number == message_number and not self._waiting
            arrivals = self._channel.read() if busy else []
            self._handover_queue.put(arrivals)
            if arrivals and isinstance(arrivals[-1], MalformedError):
                self._channel.drain()
                self._lifecycle.end_after_grace()
        if arrivals and arrivals[-1] is None:
            self._lifecycle.end_after_grace()
        # The main thread may have begun to wait while this thread held the lock. The empty list wakes it.
        self._handover_queue.put([])
