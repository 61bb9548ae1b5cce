"""From the start of the process to its end: channel, handshake, reader thread, the loop of the main thread.

Synchronous calls run on the main thread, one after another.
"""

from __future__ import annotations

import io
import os
import sys

from .channel import ChannelClosed, take_over
from .dispatch import Dispatcher
from .exceptions import MalformedError, Refusal
from .inbox import Inbox
from .lifecycle import Lifecycle, flush
from .objects import Objects
from .replies import Replies
from .wire.codec import choose_codec
from .wire.decoding import Decoder
from .wire.encoding import Limits
from .wire.errors import Errors
from .wire.protocol import DEPTH_LIMIT, FATAL_STATUS, FRAME_LIMIT, PROTOCOL, VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_MIN_FRAME_BYTES = 1024


def main(packages: str | None) -> int:
    """Serves the host until the input ends; the exit status. `packages`: the bridge's private Python packages."""
    channel = take_over()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What is printed appears line by line, as on a terminal.
        sys.stdout.reconfigure(line_buffering=True)
    codec = choose_codec(packages)
    lifecycle = Lifecycle()
    limits = Limits(FRAME_LIMIT, DEPTH_LIMIT)
    objects = Objects()
    decoder = Decoder(codec)
    replies = Replies(channel, codec, objects, limits)
    inbox = Inbox(channel, lifecycle)
    try:
        first = inbox.next()
        if first is None:
            return 0
        _shake_hands(decoder, first, limits, replies, codec.name)
        channel.frames.limit = limits.frame
        inbox.watch()
        dispatcher = Dispatcher(decoder, replies, Errors(codec, limits), objects)
        lifecycle.before_end(dispatcher.close)
        while (body := inbox.next()) is not None:
            dispatcher.handle(body)
        flush()
        return 0
    except ChannelClosed:
        if lifecycle.forked:
            lifecycle.stop(0)
        lifecycle.bound_end()
        return 0
    except MalformedError as error:
        _end_with_fatal(replies, lifecycle, PROTOCOL, str(error))
    except BaseException as error:
        # Not a call's: a signal handler of the user's that raised between two calls, or a fault of ours.
        sys.excepthook(type(error), error, error.__traceback__)
        _end_with_fatal(replies, lifecycle, "INTERNAL", f"{type(error).__qualname__}: {error}")


def _shake_hands(decoder: Decoder, body: bytes, limits: Limits, replies: Replies, codec: str) -> None:
    try:
        message: Any = decoder.message(body)
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
    decoder.depth = limits.depth
    _apply_paths(hello.get("paths") or [])
    replies.hello(
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
    frame = given.get("frame", limits.frame) if type(given) is dict else None
    depth = given.get("depth", limits.depth) if type(given) is dict else None
    if type(frame) is not int or type(depth) is not int or frame < _MIN_FRAME_BYTES or depth < 1:
        raise MalformedError(f"limits {given!r:.100}: frame must be at least {_MIN_FRAME_BYTES}, depth at least 1")
    limits.frame, limits.depth = frame, depth


def _apply_paths(paths: Any) -> None:
    """Before everything else on the module search path, as the folder of a script is."""
    if type(paths) is not list or any(type(path) is not str for path in paths):
        raise MalformedError(f"paths {paths!r:.100}")
    sys.path[:0] = [path for path in paths if os.path.isdir(path)]


def _end_with_fatal(replies: Replies, lifecycle: Lifecycle, code: str, message: str) -> NoReturn:
    try:
        replies.fatal(code, message)
    except ChannelClosed:
        lifecycle.stop(0)
    lifecycle.stop(FATAL_STATUS)
