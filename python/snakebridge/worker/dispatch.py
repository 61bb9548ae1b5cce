"""Handles the messages of the host on the main thread, strictly in order. Each kind of message has one handler.

Every exception of a call becomes its reply. Only two leave this module: `MalformedError`, because the host violated the
protocol, and `ChannelClosedError`, because nobody would read the reply.
"""

from __future__ import annotations

from .call_tables import CallTables, coerce_arguments, get_result_rule, refuse_undeclared, takes_keywords_at
from .channel import ChannelClosedError
from .exceptions import MalformedError, Refusal
from .lifecycle import flush_output
from .objects import Failure, Objects, Outcomes
from .paths import DependencyError, Paths
from .policy import Policy
from .wire.by_value import copy_by_value
from .wire.protocol import FLAG_TRAILING, FLAG_WANT
from .wire.references import Path, Ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .paths import Attribute
    from .replies import Replies
    from .wire.decoding import Decoder
    from .wire.errors import Errors


class Dispatcher:
    """Handles one message after another, and owns what the calls share: outcomes, permissions and call tables."""

    def __init__(self, decoder: Decoder, replies: Replies, errors: Errors, objects: Objects) -> None:
        self._decoder = decoder
        self._replies = replies
        self._errors = errors
        self._objects = objects
        self._outcomes = Outcomes()
        self._policy = Policy()
        self._tables = CallTables()
        self._paths = Paths(self._policy, objects, self._outcomes)
        #: By kind: the handler, how many fields follow the kind, and whether the first of them is a new call id.
        self._handlers: dict[Any, tuple[Callable[..., None], int, bool]] = {
            "import": (self._handle_import, 3, False),
            "call": (self._handle_call, 5, True),
            "get": (self._handle_get, 3, True),
            "set": (self._handle_set, 3, True),
            "del": (self._handle_del, 2, True),
            "value": (self._handle_value, 2, True),
            "pull": (self._handle_pull, 1, False),
            "release": (self._handle_release, 2, False),
        }

    def handle(self, body: bytes) -> None:
        """Handles one message, and sends the reply if the message needs one.

        Raises:
            MalformedError: The message violates the protocol.
            ChannelClosedError: Nobody reads the channel any more.
        """
        try:
            message = self._decoder.decode_message(body)
        except Refusal as refusal:
            self._reply_refusal(*self._decoder.decode_head(body), refusal)
            return
        if type(message) is not list or not message or type(message[0]) is not str:
            raise MalformedError("a frame that is not an array of a kind and fields")
        kind, *fields = message
        handler, count, is_call = self._find_handler(kind)
        if len(fields) != count:
            raise MalformedError(f"a message {kind!r} with {len(fields)} fields instead of {count}")
        if self._decoder.map_count and kind != "import":
            raise MalformedError(f"a map in a message {kind!r}, which has none")
        if not is_call:
            handler(*fields)
            return
        self._check_call_id(fields[0])
        try:
            handler(*fields)
        except (MalformedError, ChannelClosedError):
            raise
        except BaseException as error:
            self._reply_error(fields[0], error)

    def release_everything(self) -> None:
        """Drops everything that the host held, so that Python finalizes it: for instance, open files are written."""
        self._outcomes.clear()
        self._objects.clear()

    def _find_handler(self, kind: Any) -> tuple[Callable[..., None], int, bool]:
        handler = self._handlers.get(kind) if type(kind) is str else None
        if handler is None:
            raise MalformedError(f"a message of unknown kind {kind!r:.100}")
        return handler

    def _check_call_id(self, call: Any) -> None:
        if type(call) is not int or call < 1:
            raise MalformedError(f"{call!r:.100} is no call id")
        self._outcomes.check_new_id(call)

    def _reply_refusal(self, kind: Any, call: Any, refusal: Refusal) -> None:
        if not self._find_handler(kind)[2]:
            raise MalformedError(f"a message {kind!r}: {refusal}")
        self._check_call_id(call)
        self._reply_error(call, refusal)

    def _handle_import(self, module: Any, names: Any, table: Any) -> None:
        if type(module) is not str or not _are_names(names):
            raise MalformedError("a message 'import' without module and names")
        if table is not None:
            if type(table) is not dict or not _is_call_table(table):
                raise MalformedError(f"the call table of {module!r} is none")
            self._tables.add(table)
        self._policy.permit(module, names)

    def _handle_call(self, call: int, target: Any, args: Any, kwargs: Any, flags: Any) -> None:
        if type(args) is not list or not _are_keywords(kwargs):
            raise MalformedError("a call whose arguments are not an array and pairs of names and values")
        _check_target(target, flags)
        if flags & FLAG_TRAILING and (not args or type(args[-1]) is not dict):
            raise MalformedError("a call flagged for a trailing object that has none")
        function, attribute = self._paths.read(target)
        if self._decoder.reference_count > 1:
            args = self._paths.resolve(args)
            kwargs = kwargs and self._paths.resolve(kwargs)
        entry, skip = self._tables.find_call_entry(attribute, function)
        keywords = dict(zip(kwargs[::2], kwargs[1::2], strict=True)) if kwargs else {}
        if entry is not None:
            if flags & FLAG_TRAILING:
                position = len(args) - 1 - skip
                if takes_keywords_at(entry, position):
                    keywords.update(args.pop())
                else:
                    refuse_undeclared(entry, position, args[-1])
            coerce_arguments(entry, args, keywords, skip)
        value = function(*args, **keywords)
        if value is NotImplemented and attribute is not None and attribute.name.startswith("__"):
            raise _create_unsupported_error(attribute, args)
        self._reply_result(call, value, flags, get_result_rule(entry))

    def _handle_get(self, call: int, target: Any, flags: Any) -> None:
        _check_target(target, flags)
        value, attribute = self._paths.read(target)
        self._reply_result(call, value, flags, self._tables.find_attribute_rule(attribute))

    def _handle_set(self, call: int, target: Any, value: Any) -> None:
        _check_target(target)
        self._decoder.check_depth(value)
        attribute = self._paths.locate(target)
        setattr(attribute.owner, attribute.name, self._paths.resolve(value))
        self._reply_result(call, None)

    def _handle_del(self, call: int, target: Any) -> None:
        _check_target(target)
        attribute = self._paths.locate(target)
        delattr(attribute.owner, attribute.name)
        self._reply_result(call, None)

    def _handle_value(self, call: int, target: Any) -> None:
        _check_target(target)
        self._reply_result(call, copy_by_value(self._paths.read(target)[0]), by_value=True)

    def _handle_pull(self, call: Any) -> None:
        if type(call) is not int:
            raise MalformedError(f"{call!r:.100} is no call id")
        outcome = self._outcomes.get(call)
        if type(outcome) is Failure:
            self._replies.send_error(call, outcome.error, None if outcome.call == call else outcome.call)
            return
        try:
            self._replies.send_result(call, outcome, self._outcomes.get_rule(call))
        except ChannelClosedError:
            raise
        except BaseException as error:
            self._replies.send_error(call, self._describe(error), None)

    def _handle_release(self, refs: Any, calls: Any) -> None:
        if type(refs) is not list or type(calls) is not list or not all(map(_is_ref_count, refs)):
            raise MalformedError("a message 'release' without pairs of ref and count, and call ids")
        for ref, count in refs:
            self._objects.release(ref, count)
        for call in calls:
            self._outcomes.release(call)

    def _reply_result(
        self, call: int, value: Any, flags: int = FLAG_WANT, rule: str | None = None, *, by_value: bool = False
    ) -> None:
        self._outcomes.keep(call, value, rule)
        flush_output()
        if flags & FLAG_WANT:
            self._replies.send_result(call, value, rule, by_value=by_value)
        else:
            self._replies.send_kept(call)

    def _reply_error(self, call: int, error: BaseException) -> None:
        """Keeps and sends an error: the call failed, or its value could not be sent."""
        flush_output()
        origin = None
        if isinstance(error, DependencyError):
            failure = error.failure
            origin = failure.call
        else:
            failure = Failure(call, self._describe(error))
        self._outcomes.keep(call, failure)
        self._replies.send_error(call, failure.error, origin)

    def _describe(self, error: BaseException) -> dict[str, Any]:
        return (
            self._errors.describe_refusal(error)
            if isinstance(error, Refusal)
            else self._errors.describe_exception(error)
        )


def _create_unsupported_error(attribute: Attribute, operands: list[Any]) -> TypeError:
    """Returns the error for a special method that returned NotImplemented.

    Python's operators would ask the other operand next. A call of the method itself does not.
    """
    names = ", ".join(type(each).__qualname__ for each in (attribute.owner, *operands))
    return TypeError(f"{attribute.name} is not supported for {names}; `py:operator` also asks the other operand")


def _check_target(target: Any, flags: Any = 0) -> None:
    if type(target) is not Path and type(target) is not Ref:
        raise MalformedError("a target that is neither a path nor a ref")
    if type(flags) is not int:
        raise MalformedError(f"flags {flags!r:.100}")


def _are_names(names: Any) -> bool:
    return names is None or (type(names) is list and all(type(name) is str for name in names))


def _are_keywords(kwargs: Any) -> bool:
    if kwargs is None:
        return True
    return type(kwargs) is list and len(kwargs) % 2 == 0 and all(type(name) is str for name in kwargs[::2])


def _is_call_table(table: dict[str, Any]) -> bool:
    return (
        type(table.get("module")) is str and type(table.get("callables")) is dict and type(table.get("classes")) is dict
    )


def _is_ref_count(pair: Any) -> bool:
    return type(pair) is list and len(pair) == 2 and all(type(number) is int and number > 0 for number in pair)
