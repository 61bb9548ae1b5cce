"""Builds and sends the messages to the host. Does not decide when to send them.

A reply and the `type` messages that its references need leave together. A reply leaves completely or not at all: if it
cannot be sent, an exception is raised before its first byte leaves.
"""

from __future__ import annotations

from . import class_info
from .exceptions import Refusal
from .wire.encoding import ValueEncoder
from .wire.errors import shorten_error
from .wire.protocol import LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .channel import Channel
    from .objects import Objects
    from .wire.codec import Codec
    from .wire.encoding import Limits
    from .wire.protocol import Body

_RESULT_HEAD = b"\x94\xa6result"
_TRUE, _FALSE = b"\xc3", b"\xc2"
#: The types whose values stand for themselves: the host never names the call again to refer to such a value.
_SELF_CONTAINED_TYPES = frozenset((type(None), bool, int, float, str))


class Replies:
    """Sends each kind of message to the host. Every method raises `ChannelClosedError` if nobody reads the channel."""

    def __init__(self, channel: Channel, codec: Codec, objects: Objects, limits: Limits) -> None:
        self._channel = channel
        self._codec = codec
        self._objects = objects
        self._limits = limits

    def send_hello(self, fields: Mapping[str, Any]) -> None:
        """Sends the answer to the `hello` of the host."""
        self._channel.send([[self._codec.encode(["hello", fields])]])

    def send_result(self, call: int, value: Any, rule: str | None = None, *, by_value: bool = False) -> None:
        """Sends the value of a call.

        Args:
            call: The id of the call.
            value: The value.
            rule: The result rule of the call table.
            by_value: Whether to copy what would be a reference, if it can be copied.

        Raises:
            Refusal: The value cannot be sent. No result left, and the host got no reference.
        """
        kind = type(value)
        self_contained = class_info.is_one_of(kind, _SELF_CONTAINED_TYPES)
        if self_contained and (kind is not int or rule is None):
            self._channel.send([self._encode_result(call, [self._codec.encode(value)], _FALSE)])
            return
        encoder = ValueEncoder(self._codec, self._objects, self._limits, rule, by_value=by_value)
        bodies: list[Body] = []
        try:
            body = self._encode_result(call, encoder.encode(value), _FALSE if self_contained else _TRUE)
            bodies.append(body)
        except BaseException:
            encoder.undo()
            raise
        finally:
            # The worker will not describe these classes again, so they must leave even if the result does not.
            types = [[self._encode_type(number, cls)] for number, cls in encoder.new_types]
            if types or bodies:
                self._channel.send(types + bodies)

    def send_kept(self, call: int) -> None:
        """Reports that a call succeeded and that the worker keeps its value."""
        self._channel.send([[self._codec.encode(["kept", call])]])

    def send_error(self, call: int, error: Mapping[str, Any], origin: int | None) -> None:
        """Sends the error of a call.

        Args:
            call: The id of the call.
            error: The error map. It is shortened if it is longer than a frame may be.
            origin: The id of the call that failed first; None if that is this call.
        """
        body = self._codec.encode(["error", call, {**error, "origin": origin}])
        if len(body) > self._limits.frame_bytes:
            body = self._codec.encode(["error", call, {**shorten_error(error), "origin": origin}])
        self._channel.send([[body]])

    def send_fatal(self, code: str, message: str) -> None:
        """Reports why the worker ends."""
        self._channel.send([[self._codec.encode(["fatal", code, message])]])

    def _encode_result(self, call: int, payload: Body, kept: bytes) -> Body:
        head = _RESULT_HEAD + self._codec.encode(call)
        body: Body = [head + payload[0] + kept] if len(payload) == 1 else [head, *payload, kept]
        length = sum(map(len, body))
        if length > self._limits.frame_bytes:
            raise Refusal(
                LIMIT,
                f"a message of {length} bytes is beyond the frame limit of {self._limits.frame_bytes} (limits.frame); "
                "fetch the value in parts",
                root="result",
            )
        return body

    def _encode_type(self, number: int, cls: type) -> bytes:
        mro = [class_info.get_full_name(base) for base in class_info.get_ancestors(cls)]
        fields = [number, class_info.get_module(cls), class_info.get_qualname(cls), mro, class_info.find_traits(cls)]
        return self._codec.encode(["type", *fields])
