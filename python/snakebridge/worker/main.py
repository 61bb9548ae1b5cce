"""From the start of the process to its end: channel, handshake, reader thread, the loop of the main thread.

Synchronous calls run on the main thread, one after another.
"""

from __future__ import annotations

import io
import os
import sys

from . import codec as codecs
from .channel import ChannelClosed, take_over
from .decoding import Decoder
from .encoding import Limits
from .errors import Errors
from .intake import Intake
from .lifecycle import Lifecycle, flush
from .objects import Objects
from .protocol import DEPTH_LIMIT, FATAL_STATUS, FRAME_LIMIT, PROTOCOL, VERSION
from .refusal import Malformed, Refusal
from .replies import Replies
from .session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_LEAST_FRAME = 1024


def main(packages: str | None) -> int:
    """Serves the host until the input ends; the exit status. `packages`: the bridge's private Python packages."""
    channel = take_over()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What is printed appears line by line, as on a terminal.
        sys.stdout.reconfigure(line_buffering=True)
    codec = codecs.choose(packages)
    lifecycle = Lifecycle()
    limits = Limits(FRAME_LIMIT, DEPTH_LIMIT)
    objects = Objects()
    decoder = Decoder(codec)
    replies = Replies(channel, codec, objects, limits)
    intake = Intake(channel, lifecycle)
    try:
        first = intake.next()
        if first is None:
            return 0
        _greet(decoder, first, limits, replies, codec.name)
        channel.frames.limit = limits.frame
        intake.watch()
        session = Session(decoder, replies, Errors(codec, limits), objects)
        lifecycle.before_end(session.close)
        while (body := intake.next()) is not None:
            session.handle(body)
        flush()
        return 0
    except ChannelClosed:
        if lifecycle.forked:
            lifecycle.stop(0)
        lifecycle.bound_end()
        return 0
    except Malformed as error:
        _give_up(replies, lifecycle, PROTOCOL, str(error))
    except BaseException as error:
        # Not a call's: a signal handler of the user's that raised between two calls, or a fault of ours.
        sys.excepthook(type(error), error, error.__traceback__)
        _give_up(replies, lifecycle, "INTERNAL", f"{type(error).__qualname__}: {error}")


def _greet(decoder: Decoder, body: bytes, limits: Limits, replies: Replies, codec: str) -> None:
    try:
        message: Any = decoder.message(body)
    except Refusal as refusal:
        raise Malformed(str(refusal)) from None
    if type(message) is not list or len(message) != 2 or message[0] != "hello" or type(message[1]) is not dict:
        raise Malformed("the first message is not 'hello'")
    hello = message[1]
    if hello.get("protocol") != VERSION:
        raise Malformed(
            f"the host speaks protocol {hello.get('protocol')!r:.100}, this worker {VERSION}: "
            "they come from different versions of snakebridge"
        )
    _take_limits(hello.get("limits") or {}, limits)
    decoder.depth = limits.depth
    _take_paths(hello.get("paths") or [])
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


def _take_limits(given: Any, limits: Limits) -> None:
    frame = given.get("frame", limits.frame) if type(given) is dict else None
    depth = given.get("depth", limits.depth) if type(given) is dict else None
    if type(frame) is not int or type(depth) is not int or frame < _LEAST_FRAME or depth < 1:
        raise Malformed(f"limits {given!r:.100}: frame must be at least {_LEAST_FRAME}, depth at least 1")
    limits.frame, limits.depth = frame, depth


def _take_paths(paths: Any) -> None:
    """Before everything else on the module search path, as the folder of a script is."""
    if type(paths) is not list or any(type(path) is not str for path in paths):
        raise Malformed(f"paths {paths!r:.100}")
    sys.path[:0] = [path for path in paths if os.path.isdir(path)]


def _give_up(replies: Replies, lifecycle: Lifecycle, code: str, message: str) -> NoReturn:
    try:
        replies.fatal(code, message)
    except ChannelClosed:
        lifecycle.stop(0)
    lifecycle.stop(FATAL_STATUS)
