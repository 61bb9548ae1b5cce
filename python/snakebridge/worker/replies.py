"""Messages to the host. Knows what they look like; not why they are sent.

Each reply leaves in one piece with the `type` messages that its references need, and never in part: what cannot be
sent whole raises before a byte of it left.
"""

from __future__ import annotations

from . import class_info
from .exceptions import Refusal
from .wire.encoding import Encoding
from .wire.errors import shortened
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

_RESULT = b"\x94\xa6result"
_TRUE, _FALSE = b"\xc3", b"\xc2"
# Values that stand for themselves: the host needs no id to name them again.
_ITSELF = frozenset((type(None), bool, int, float, str))


class Replies:
    def __init__(self, channel: Channel, codec: Codec, objects: Objects, limits: Limits) -> None:
        self._channel = channel
        self._codec = codec
        self._objects = objects
        self._limits = limits

    def hello(self, fields: Mapping[str, Any]) -> None:
        self._channel.send([[self._codec.encode(["hello", fields])]])

    def result(self, call: int, value: Any, rule: str | None = None, *, by_value: bool = False) -> None:
        """@raises Refusal: the value has no form on the wire. Nothing was sent, and no reference handed out."""
        kind = type(value)
        itself = class_info.is_one_of(kind, _ITSELF)
        if itself and (kind is not int or rule is None):
            self._channel.send([self._result(call, [self._codec.encode(value)], _FALSE)])
            return
        encoding = Encoding(self._codec, self._objects, self._limits, rule, by_value=by_value)
        bodies: list[Body] = []
        try:
            body = self._result(call, encoding.encode(value), _FALSE if itself else _TRUE)
            bodies.append(body)
        except BaseException:
            encoding.undo()
            raise
        finally:
            # A class that was met is known from now on, whether its first object arrives or not.
            types = [[self._type(number, cls)] for number, cls in encoding.new_types]
            if types or bodies:
                self._channel.send(types + bodies)

    def kept(self, call: int) -> None:
        self._channel.send([[self._codec.encode(["kept", call])]])

    def error(self, call: int, error: Mapping[str, Any], origin: int | None) -> None:
        body = self._codec.encode(["error", call, {**error, "origin": origin}])
        if len(body) > self._limits.frame:
            body = self._codec.encode(["error", call, {**shortened(error), "origin": origin}])
        self._channel.send([[body]])

    def fatal(self, code: str, message: str) -> None:
        self._channel.send([[self._codec.encode(["fatal", code, message])]])

    def _result(self, call: int, payload: Body, kept: bytes) -> Body:
        head = _RESULT + self._codec.encode(call)
        body: Body = [head + payload[0] + kept] if len(payload) == 1 else [head, *payload, kept]
        length = sum(map(len, body))
        if length > self._limits.frame:
            raise Refusal(
                LIMIT,
                f"a message of {length} bytes is beyond the frame limit of {self._limits.frame} (limits.frame); "
                "fetch the value in parts",
                root="result",
            )
        return body

    def _type(self, number: int, cls: type) -> bytes:
        mro = [class_info.full_name(base) for base in class_info.ancestors(cls)]
        fields = [number, class_info.module(cls), class_info.qualname(cls), mro, class_info.traits(cls)]
        return self._codec.encode(["type", *fields])
