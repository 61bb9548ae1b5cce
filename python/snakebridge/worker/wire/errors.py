"""Describes exceptions as the error maps of PROTOCOL.md. A description never fails: it runs user code only in guards.

A description is complete when it is created. It holds no exception, no frame and no reference, so it keeps no object of
the user alive.
"""

from __future__ import annotations

import os

from .. import class_info
from ..exceptions import Refusal
from .encoding import ValueEncoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Any

    from .codec import Codec
    from .encoding import Limits

#: How the names of files begin whose frames are left out of tracebacks: this package, and Python's import system.
_HIDDEN_FILE_PREFIXES = (os.path.dirname(os.path.dirname(os.path.dirname(__file__))) + os.sep, "<frozen importlib")

# These limits bound the size of an error message.
#: In all: the exception, its causes and the members of groups.
_MAX_EXCEPTIONS = 100
#: At each end of a traceback.
_MAX_FRAMES = 50
#: In a group of exceptions, in `args` and in `notes`, each.
_MAX_ITEMS = 100
_MAX_MESSAGE_CHARACTERS = 20_000
_MAX_REPR_CHARACTERS = 1_000
_MAX_ARGUMENT_BYTES = 20_000
_SHORT_MESSAGE_CHARACTERS = 200


class Errors:
    """Describes refusals and exceptions."""

    def __init__(self, codec: Codec, limits: Limits) -> None:
        self._codec = codec
        self._limits = limits

    def describe_refusal(self, refusal: Refusal) -> dict[str, Any]:
        """Returns the error map of a refusal. It has a code, and no traceback because no code of the user failed."""
        return _create_error_map(
            type=["snakebridge", "Refusal"],
            mro=["snakebridge.Refusal", "builtins.Exception", "builtins.BaseException", "builtins.object"],
            message=_shorten_text(str(refusal), _MAX_MESSAGE_CHARACTERS),
            cause=self.describe_exception(refusal.__cause__) if refusal.__cause__ is not None else None,
            code=refusal.code,
        )

    def describe_exception(self, error: BaseException) -> dict[str, Any]:
        """Returns the error map of an exception of user code, with its causes."""
        try:
            return self._describe(error, set())
        except BaseException:
            # The class of the exception prevents a full description. Its name is safe to read.
            name = class_info.get_qualname(type(error))
            return _create_error_map(
                type=["builtins", name], mro=["builtins.BaseException", "builtins.object"], message=name
            )

    def _describe(self, error: BaseException, seen: set[int]) -> dict[str, Any]:
        seen.add(id(error))
        cls = type(error)
        return _create_error_map(
            type=[class_info.get_module(cls), class_info.get_qualname(cls)],
            mro=[class_info.get_full_name(base) for base in class_info.get_ancestors(cls)],
            message=_shorten_text(_call_guarded(str, error) or class_info.get_qualname(cls), _MAX_MESSAGE_CHARACTERS),
            args=[self._encode_argument(arg) for arg in _read_args(error)[:_MAX_ITEMS]],
            traceback=_describe_traceback(error.__traceback__),
            cause=self._describe_related(_get_cause(error), seen),
            notes=_describe_notes(error),
            group=self._describe_group(error, seen),
        )

    def _describe_related(self, error: BaseException | None, seen: set[int]) -> dict[str, Any] | None:
        """Describes a cause or a member of a group; returns None if it was described already or too many were."""
        if error is None or id(error) in seen or len(seen) >= _MAX_EXCEPTIONS:
            return None
        return self._describe(error, seen)

    def _describe_group(self, error: BaseException, seen: set[int]) -> list[dict[str, Any]] | None:
        if not isinstance(error, _GROUP_TYPE):
            return None
        members = (self._describe_related(member, seen) for member in getattr(error, "exceptions", ())[:_MAX_ITEMS])
        return [member for member in members if member is not None]

    def _encode_argument(self, value: Any) -> Any:
        """Returns the tree of an element of `args`, or its repr if it has no value form or is too long."""
        try:
            tree = ValueEncoder(self._codec, None, self._limits).build_tree(value)
            if len(self._codec.encode(tree)) <= _MAX_ARGUMENT_BYTES:
                return tree
        except Exception:
            pass
        text = _call_guarded(repr, value) or f"<{class_info.get_qualname(type(value))}>"
        return _shorten_text(text, _MAX_REPR_CHARACTERS)


def shorten_error(error: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the error map without the parts that may be long."""
    message = _shorten_text(error["message"], _SHORT_MESSAGE_CHARACTERS)
    return _create_error_map(type=error["type"], mro=error["mro"], message=message, code=error["code"])


def _create_error_map(
    *,
    type: list[str],
    mro: list[str],
    message: str,
    args: list[Any] | None = None,
    traceback: list[list[Any]] | None = None,
    cause: dict[str, Any] | None = None,
    notes: list[str] | None = None,
    group: list[dict[str, Any]] | None = None,
    code: str | None = None,
) -> dict[str, Any]:
    return {
        "type": type,
        "mro": mro,
        "message": message,
        "args": args or [],
        "traceback": traceback or [],
        "cause": cause,
        "notes": notes or [],
        "group": group,
        "origin": None,
        "code": code,
    }


#: Reads `args` even if a subclass overrides it.
_read_args: Any = BaseException.__dict__["args"].__get__
#: An empty tuple before Python 3.11, which has no exception groups.
_GROUP_TYPE: Any = getattr(__import__("builtins"), "BaseExceptionGroup", ())


def _get_cause(error: BaseException) -> BaseException | None:
    if error.__cause__ is not None:
        return error.__cause__
    return None if error.__suppress_context__ else error.__context__


def _describe_notes(error: BaseException) -> list[str]:
    notes = getattr(error, "__notes__", None)
    if not isinstance(notes, (list, tuple)):
        return []
    return [_shorten_text(_call_guarded(str, note), _MAX_MESSAGE_CHARACTERS) for note in notes[:_MAX_ITEMS]]


def _describe_traceback(trace: TracebackType | None) -> list[list[Any]]:
    frames: list[tuple[str, int, str, Any]] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith(_HIDDEN_FILE_PREFIXES):
            frames.append((code.co_filename, trace.tb_lineno or 0, code.co_name, trace.tb_frame.f_globals))
        trace = trace.tb_next
    if len(frames) > 2 * _MAX_FRAMES:
        left_out: Any = ("", 0, f"… {len(frames) - 2 * _MAX_FRAMES} frames left out …", {})
        frames = [*frames[:_MAX_FRAMES], left_out, *frames[-_MAX_FRAMES:]]
    return [
        [file, line, function, _read_source_line(file, line, variables)] for file, line, function, variables in frames
    ]


def _read_source_line(file: str, line: int, variables: dict[str, Any]) -> str:
    try:
        from linecache import getline

        return getline(file, line, variables).strip()
    except Exception:
        return ""


def _call_guarded(read: Callable[[Any], str], value: Any) -> str:
    """Returns the str or the repr of a value; an empty string if user code fails."""
    try:
        return str.__str__(read(value))
    except BaseException:  # `__str__` and `__repr__` may raise anything, even SystemExit.
        return ""


def _shorten_text(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}… ({len(text) - length} characters more)"
