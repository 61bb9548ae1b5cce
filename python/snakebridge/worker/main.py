"""Runs the worker from its start to its end: takes over the channel, shakes hands, handles messages, shuts down.

Calls run on the main thread, one after another.
"""

from __future__ import annotations

import io
import os
import sys

from .channel import ChannelClosedError, take_over_stdio
from .dispatch import Dispatcher
from .exceptions import MalformedError, Refusal
from .inbox import Inbox
from .lifecycle import Lifecycle, flush_output
from .objects import Objects
from .replies import Replies
from .wire.codec import choose_codec
from .wire.decoding import Decoder
from .wire.encoding import Limits
from .wire.errors import Errors
from .wire.protocol import DEPTH_LIMIT, FATAL_STATUS, FRAME_LIMIT_BYTES, PROTOCOL, VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_MIN_FRAME_BYTES = 1024


def main(packages: str | None) -> int:
    """Serves the host until the input ends.

    Args:
        packages: The folder of the bridge's private Python packages; None if there is none.

    Returns:
        The exit status of the process.
    """
    channel = take_over_stdio()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Printed text leaves line by line, as on a terminal.
        sys.stdout.reconfigure(line_buffering=True)
    codec = choose_codec(packages)
    lifecycle = Lifecycle()
    limits = Limits(FRAME_LIMIT_BYTES, DEPTH_LIMIT)
    objects = Objects()
    decoder = Decoder(codec)
    replies = Replies(channel, codec, objects, limits)
    inbox = Inbox(channel, lifecycle)
    try:
        hello = inbox.receive_message()
        if hello is None:
            return 0
        _shake_hands(decoder, hello, limits, replies, codec.name)
        channel.frames.limit_bytes = limits.frame_bytes
        inbox.start_watcher()
        dispatcher = Dispatcher(decoder, replies, Errors(codec, limits), objects)
        lifecycle.register_exit_handler(dispatcher.release_everything)
        while (body := inbox.receive_message()) is not None:
            dispatcher.handle(body)
        flush_output()
        return 0
    except ChannelClosedError:
        if lifecycle.is_forked_child:
            lifecycle.end_now(0)
        lifecycle.limit_shutdown()
        return 0
    except MalformedError as error:
        _end_with_fatal(replies, lifecycle, PROTOCOL, str(error))
    except BaseException as error:
        # No call raised this: a signal handler of user code raised between two calls, or the worker has a defect.
        sys.excepthook(type(error), error, error.__traceback__)
        _end_with_fatal(replies, lifecycle, "INTERNAL", f"{type(error).__qualname__}: {error}")


def _shake_hands(decoder: Decoder, body: bytes, limits: Limits, replies: Replies, codec: str) -> None:
    """Checks the `hello` of the host, applies its limits and paths, and replies with the `hello` of the worker."""
    try:
        message: Any = decoder.decode_message(body)
    except Refusal as refusal:
        raise MalformedError(str(refusal)) from None
    if type(message) is not list or len(message) != 2 or message[0] != "hello" or type(message[1]) is not dict:
        raise MalformedError("the first message is not 'hello'")
    hello = message[1]
    if hello.get("protocol") != VERSION:
        raise MalformedError(
            f"the host speaks protocol {hello.get('protocol')!r:.100}, this worker {VERSION}: "
            "they come from different versions of snakebridge"
        )
    _apply_limits(hello.get("limits") or {}, limits)
    decoder.depth_limit = limits.depth
    _apply_paths(hello.get("paths") or [])
    replies.send_hello(
        {
            "protocol": VERSION,
            "python": sys.version.split()[0],
            "implementation": sys.implementation.name,
            "platform": sys.platform,
            "pid": os.getpid(),
            "codec": codec,
            "capabilities": [],
        }
    )


def _apply_limits(given: Any, limits: Limits) -> None:
    frame_bytes = given.get("frame", limits.frame_bytes) if type(given) is dict else None
    depth = given.get("depth", limits.depth) if type(given) is dict else None
    if type(frame_bytes) is not int or type(depth) is not int or frame_bytes < _MIN_FRAME_BYTES or depth < 1:
        raise MalformedError(f"limits {given!r:.100}: frame must be at least {_MIN_FRAME_BYTES}, depth at least 1")
    limits.frame_bytes, limits.depth = frame_bytes, depth


def _apply_paths(paths: Any) -> None:
    """Puts the folders at the start of the module search path, where Python puts the folder of a script."""
    if type(paths) is not list or any(type(path) is not str for path in paths):
        raise MalformedError(f"paths {paths!r:.100}")
    sys.path[:0] = [path for path in paths if os.path.isdir(path)]


def _end_with_fatal(replies: Replies, lifecycle: Lifecycle, code: str, message: str) -> NoReturn:
    try:
        replies.send_fatal(code, message)
    except ChannelClosedError:
        lifecycle.end_now(0)
    lifecycle.end_now(FATAL_STATUS)
