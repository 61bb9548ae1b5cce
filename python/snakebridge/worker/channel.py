"""The channel: reads and writes frames over two private descriptors. Does not look inside a frame.

One thread reads at a time. Any thread may send. After a fork, the child closes its copy, so that it can neither read
nor write what belongs to its parent.
"""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock
from time import monotonic

from .exceptions import MalformedError
from .wire.protocol import FRAME_LIMIT_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    #: The body of a frame, an error of the input, or None for the end of the input.
    Arrival: TypeAlias = bytes | MalformedError | None

    from .wire.protocol import Body

_CHUNK_BYTES = 1 << 16
#: How long a reply may wait in the buffer for other replies.
_MAX_BUFFERING_SECONDS = 0.001
#: The mask of the file type in `st_mode`, and two file types.
_FILE_TYPE_MASK, _FIFO_TYPE, _SOCKET_TYPE = 0o170000, 0o010000, 0o140000


class ChannelClosedError(Exception):
    """Nobody reads the channel any more: the host ended, or this process is a forked child."""


class FrameSplitter:
    """Splits a stream of bytes into the bodies of frames."""

    def __init__(self) -> None:
        self.limit_bytes = FRAME_LIMIT_BYTES
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yields the bodies that `chunk` completes. The caller must exhaust the iterator before the next call.

        Raises:
            MalformedError: A frame has length 0 or is longer than the limit. The bodies before it come first.
        """
        rest = self._rest
        rest += chunk
        while len(rest) >= 4:
            length = int.from_bytes(rest[:4], "little")
            self._check_length(length)
            if len(rest) - 4 < length:
                break
            body = bytes(memoryview(rest)[4 : 4 + length])
            del rest[: 4 + length]
            yield body

    def end(self) -> None:
        """Checks that the stream ends between two frames.

        Raises:
            MalformedError: It ends inside a frame.
        """
        if self._rest:
            raise MalformedError(f"the input ended inside a frame, after {len(self._rest)} bytes of it")

    def _check_length(self, length: int) -> None:
        if length == 0:
            raise MalformedError("a frame of length 0")
        if length > self.limit_bytes:
            raise MalformedError(f"a frame of {length} bytes, beyond the limit of {self.limit_bytes}")


class Channel:
    """Both directions of the connection to the host. Owns its two descriptors."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self.frames = FrameSplitter()
        self._incoming = incoming
        self._outgoing = outgoing
        self._send_lock = allocate_lock()
        self._closed = False
        self._buffer = bytearray()
        #: When the first frame of the buffer was added to it, by the clock of `monotonic`.
        self._buffer_since_seconds = 0.0
        self._buffering = False

    def read(self) -> list[Arrival]:
        """Reads once, and waits for input if there is none.

        Returns:
            The bodies that the input completes. If the input is malformed, the error follows them. If the input has
            ended, None follows.
        """
        arrivals: list[Arrival] = []
        try:
            if chunk := self._read_chunk():
                arrivals.extend(self.frames.feed(chunk))
            else:
                self.frames.end()
                arrivals.append(None)
        except MalformedError as error:
            arrivals.append(error)
        return arrivals

    def drain(self) -> None:
        """Reads until the input ends, and ignores what it reads."""
        while self._read_chunk():
            pass

    def _read_chunk(self) -> bytes:
        try:
            return os.read(self._incoming, _CHUNK_BYTES)
        except OSError as error:
            # An error without a number does not come from the channel: a signal handler of the user raised it here.
            if error.errno is None:
                raise
            return b""

    def set_buffering(self, buffering: bool) -> None:
        """Decides whether small frames may wait in the buffer, so that several leave together.

        Frames that wait leave when buffering is turned off, by `flush`, or with a call of this method more than
        `_MAX_BUFFERING_SECONDS` after the first of them.

        Raises:
            ChannelClosedError: Nobody reads the channel any more.
        """
        self._buffering = buffering
        if self._buffer and (not buffering or monotonic() - self._buffer_since_seconds > _MAX_BUFFERING_SECONDS):
            self.flush()

    def flush(self) -> None:
        """Sends the frames that wait in the buffer.

        Raises:
            ChannelClosedError: Nobody reads the channel any more.
        """
        if self._buffer:
            with self._send_lock:
                self._write_buffer()

    def send(self, bodies: Sequence[Body]) -> None:
        """Sends one frame for each body, in order. No frame of another thread comes between them.

        Raises:
            ChannelClosedError: Nobody reads the channel any more.
        """
        pieces: list[bytes | memoryview] = []
        for body in bodies:
            length = sum(len(piece) for piece in body)
            pieces.append(length.to_bytes(4, "little"))
            pieces.extend(body)
        with self._send_lock:
            if self._closed:
                raise ChannelClosedError
            if self._buffering and not self._buffer:
                self._buffer_since_seconds = monotonic()
            for piece in pieces:
                if len(piece) < _CHUNK_BYTES:
                    self._buffer += piece
                    continue
                self._write_buffer()
                self._write(piece)
            if not self._buffering or len(self._buffer) >= _CHUNK_BYTES:
                self._write_buffer()

    def _write_buffer(self) -> None:
        """Writes and empties the buffer. The caller holds `_send_lock`."""
        data, self._buffer = self._buffer, bytearray()
        self._write(data)

    def _write(self, data: bytes | bytearray | memoryview) -> None:
        try:
            sent = os.write(self._outgoing, data) if data else 0
            while sent < len(data):
                data = memoryview(data)[sent:]
                sent = os.write(self._outgoing, data)
        except OSError:
            raise ChannelClosedError from None

    def _close_after_fork(self) -> None:
        """Closes the channel in the child of a fork. Runs again in a child of that child, and does nothing there."""
        if self._closed:
            return
        # A thread of the parent may have held the lock during the fork. That thread does not exist here.
        self._send_lock = allocate_lock()
        self._closed = True
        self._buffer.clear()
        os.close(self._incoming)
        os.close(self._outgoing)


def take_over_stdio() -> Channel:
    """Moves the channel from standard input and output to private descriptors.

    Afterwards only the channel can reach the frames of the host. Descriptor 0 is the null device. Descriptor 1 is the
    pipe that the host opened at descriptor 3, or descriptor 2 if there is no such pipe. Must run before any user code.
    """
    has_output_pipe = _is_writable_pipe(3)
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if has_output_pipe:
        os.dup2(3, 1)
        os.close(3)
    else:
        _point_stdout_at_stderr()
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    channel = Channel(incoming, outgoing)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=channel._close_after_fork)
    return channel


def _is_writable_pipe(descriptor: int) -> bool:
    """Returns whether the descriptor is a pipe of the host, and not a file that another program left open."""
    try:
        if os.fstat(descriptor).st_mode & _FILE_TYPE_MASK not in (_FIFO_TYPE, _SOCKET_TYPE):
            return False
        os.write(descriptor, b"")
    except OSError:
        return False
    return True


def _point_stdout_at_stderr() -> None:
    """Makes descriptor 1 a copy of descriptor 2, or the null device if descriptor 2 is closed."""
    try:
        os.dup2(2, 1)
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.close(null)
