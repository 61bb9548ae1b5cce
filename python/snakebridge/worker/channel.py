"""The channel: frames in and out over two private descriptors. Knows nothing of what a frame holds.

One thread reads at a time; any thread may send. After a fork the child's copy is closed, so that it can neither read
nor write what belongs to its parent.
"""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock
from time import monotonic

from .exceptions import MalformedError
from .wire.protocol import FRAME_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    # A body, what was wrong with the input, or None for its end.
    Arrival: TypeAlias = bytes | MalformedError | None

    from .wire.protocol import Body

_CHUNK_BYTES = 1 << 16
# Seconds that a reply may wait for others of its burst.
_MAX_HOLD_SECONDS = 0.001
_FIFO, _SOCKET = 0o010000, 0o140000


class ChannelClosed(Exception):
    """Nobody hears us any more: the host is gone, or this process is a forked child."""


class Frames:
    """Splits a stream of bytes into the bodies of frames."""

    def __init__(self) -> None:
        self.limit = FRAME_LIMIT
        self._held = bytearray()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The bodies that `chunk` completes. Must be read to its end before the next.

        @raises MalformedError: a length of 0 or beyond the limit; after the bodies before it
        """
        held = self._held
        held += chunk
        while len(held) >= 4:
            length = int.from_bytes(held[:4], "little")
            self._check(length)
            if len(held) - 4 < length:
                break
            body = bytes(memoryview(held)[4 : 4 + length])
            del held[: 4 + length]
            yield body

    def end(self) -> None:
        """@raises MalformedError: the stream ended inside a frame."""
        if self._held:
            raise MalformedError(f"the input ended inside a frame, after {len(self._held)} bytes of it")

    def _check(self, length: int) -> None:
        if length == 0:
            raise MalformedError("a frame of length 0")
        if length > self.limit:
            raise MalformedError(f"a frame of {length} bytes, beyond the limit of {self.limit}")


class Channel:
    def __init__(self, incoming: int, outgoing: int) -> None:
        self.frames = Frames()
        self._incoming = incoming
        self._outgoing = outgoing
        self._lock = allocate_lock()
        self._closed = False
        self._held = bytearray()
        self._held_since = 0.0
        self._holding = False

    def read(self) -> list[Arrival]:
        """Waits for input, once: the bodies it completes, and at last what was wrong with it, or None for its end."""
        arrivals: list[Arrival] = []
        try:
            if chunk := self._read():
                arrivals.extend(self.frames.feed(chunk))
            else:
                self.frames.end()
                arrivals.append(None)
        except MalformedError as error:
            arrivals.append(error)
        return arrivals

    def drain(self) -> None:
        """Waits for the end of the input and drops what comes before it."""
        while self._read():
            pass

    def _read(self) -> bytes:
        try:
            return os.read(self._incoming, _CHUNK_BYTES)
        except OSError as error:
            # Without a number it is what a signal handler of the user's raised here, and not about the channel.
            if error.errno is None:
                raise
            return b""

    def hold(self, hold: bool) -> None:
        """Whether small frames may wait for more; those that do leave with the next that may not, or by `release`.

        Waiting has an end at `_MAX_HOLD_SECONDS`. @raises ChannelClosed
        """
        self._holding = hold
        if self._held and (not hold or monotonic() - self._held_since > _MAX_HOLD_SECONDS):
            self.release()

    def release(self) -> None:
        """Sends what waits. @raises ChannelClosed"""
        if self._held:
            with self._lock:
                self._flush()

    def send(self, bodies: Sequence[Body]) -> None:
        """Sends one frame for each body, in order and without another thread's frames between.

        @raises ChannelClosed:
        """
        pieces: list[bytes | memoryview] = []
        for body in bodies:
            length = sum(len(piece) for piece in body)
            pieces.append(length.to_bytes(4, "little"))
            pieces.extend(body)
        with self._lock:
            if self._closed:
                raise ChannelClosed
            if self._holding and not self._held:
                self._held_since = monotonic()
            for piece in pieces:
                if len(piece) < _CHUNK_BYTES:
                    self._held += piece
                    continue
                self._flush()
                self._write(piece)
            if not self._holding or len(self._held) >= _CHUNK_BYTES:
                self._flush()

    def _flush(self) -> None:
        held, self._held = self._held, bytearray()
        self._write(held)

    def _write(self, data: bytes | bytearray | memoryview) -> None:
        try:
            sent = os.write(self._outgoing, data) if data else 0
            while sent < len(data):
                data = memoryview(data)[sent:]
                sent = os.write(self._outgoing, data)
        except OSError:
            raise ChannelClosed from None

    def _close_after_fork(self) -> None:
        # In the child of a fork, and in a child of that; the lock may have been held by a thread that is not here.
        if self._closed:
            return
        self._lock = allocate_lock()
        self._closed = True
        self._held.clear()
        os.close(self._incoming)
        os.close(self._outgoing)


def take_over() -> Channel:
    """Makes the channel out of standard input and output, and gives both names to something harmless.

    Afterwards nothing but the channel can reach the host's frames: descriptor 0 is the null device, descriptor 1 the
    pipe at descriptor 3 where the host opened one, else descriptor 2. Must run before any user code.
    """
    printed = _is_pipe(3)
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if printed:
        os.dup2(3, 1)
        os.close(3)
    else:
        _stderr_as_stdout()
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    channel = Channel(incoming, outgoing)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=channel._close_after_fork)
    return channel


def _is_pipe(descriptor: int) -> bool:
    """Whether something that can be written to is open there: the host's fourth pipe, not a file of somebody else's."""
    try:
        if os.fstat(descriptor).st_mode & 0o170000 not in (_FIFO, _SOCKET):
            return False
        os.write(descriptor, b"")
    except OSError:
        return False
    return True


def _stderr_as_stdout() -> None:
    try:
        os.dup2(2, 1)
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.close(null)
