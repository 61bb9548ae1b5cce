"""Exceptions -> the error maps of PROTOCOL.md. Runs user code only behind guards: describing an error never fails.

A description is finished when it is made: it holds no exception, no frame and no reference, so keeping it keeps
nothing of the user's alive.
"""

from __future__ import annotations

import os

from .. import class_info
from ..exceptions import Refusal
from .encoding import Encoding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Any

    from .codec import Codec
    from .encoding import Limits

# Files whose frames are no news to the user: this package, and the machinery of `import`.
_OWN_FILES = (os.path.dirname(os.path.dirname(os.path.dirname(__file__))) + os.sep, "<frozen importlib")

# Bounds, so that no error is a message of any size: exceptions in all, frames at each end of a traceback, members of a
# group, arguments or notes, characters of a message, of a repr, and bytes of an argument.
_EXCEPTIONS = 100
_FRAMES = 50
_MEMBERS = 100
_MESSAGE = 20_000
_REPR = 1_000
_ARGUMENT = 20_000


class Errors:
    def __init__(self, codec: Codec, limits: Limits) -> None:
        self._codec = codec
        self._limits = limits

    def describe_refusal(self, refusal: Refusal) -> dict[str, Any]:
        """The bridge's own no: a code, and no traceback, since none of it is the user's."""
        return _map(
            type=["snakebridge", "Refusal"],
            mro=["snakebridge.Refusal", "builtins.Exception", "builtins.BaseException", "builtins.object"],
            message=_shorten(str(refusal), _MESSAGE),
            cause=self.describe_exception(refusal.__cause__) if refusal.__cause__ is not None else None,
            code=refusal.code,
        )

    def describe_exception(self, error: BaseException) -> dict[str, Any]:
        """What user code raised, with what caused it."""
        try:
            return self._describe(error, set())
        except BaseException:
            # A class that makes even this impossible: its name is what is left.
            name = class_info.qualname(type(error))
            return _map(type=["builtins", name], mro=["builtins.BaseException", "builtins.object"], message=name)

    def _describe(self, error: BaseException, seen: set[int]) -> dict[str, Any]:
        seen.add(id(error))
        cls = type(error)
        return _map(
            type=[class_info.module(cls), class_info.qualname(cls)],
            mro=[class_info.full_name(base) for base in class_info.ancestors(cls)],
            message=_shorten(_call_guarded(str, error) or class_info.qualname(cls), _MESSAGE),
            args=[self._encode_argument(arg) for arg in _ARGS(error)[:_MEMBERS]],
            traceback=_describe_traceback(error.__traceback__),
            cause=self._describe_cause(_cause(error), seen),
            notes=_notes(error),
            group=self._group(error, seen),
        )

    def _describe_cause(self, error: BaseException | None, seen: set[int]) -> dict[str, Any] | None:
        """One more exception of the chain; a cycle and an endless chain end here."""
        if error is None or id(error) in seen or len(seen) >= _EXCEPTIONS:
            return None
        return self._describe(error, seen)

    def _group(self, error: BaseException, seen: set[int]) -> list[dict[str, Any]] | None:
        if not isinstance(error, _GROUP):
            return None
        members = (self._describe_cause(member, seen) for member in getattr(error, "exceptions", ())[:_MEMBERS])
        return [member for member in members if member is not None]

    def _encode_argument(self, value: Any) -> Any:
        """An element of `args`: by value, or its repr where it has no value form or is large."""
        try:
            tree = Encoding(self._codec, None, self._limits).to_tree(value)
            if len(self._codec.encode(tree)) <= _ARGUMENT:
                return tree
        except Exception:
            pass
        return _shorten(_call_guarded(repr, value) or f"<{class_info.qualname(type(value))}>", _REPR)


def shortened(error: Mapping[str, Any]) -> dict[str, Any]:
    """The same error without what may be long."""
    return _map(type=error["type"], mro=error["mro"], message=_shorten(error["message"], 200), code=error["code"])


def _map(
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


_ARGS: Any = BaseException.__dict__["args"].__get__
_GROUP: Any = getattr(__import__("builtins"), "BaseExceptionGroup", ())


def _cause(error: BaseException) -> BaseException | None:
    if error.__cause__ is not None:
        return error.__cause__
    return None if error.__suppress_context__ else error.__context__


def _notes(error: BaseException) -> list[str]:
    notes = getattr(error, "__notes__", None)
    if not isinstance(notes, (list, tuple)):
        return []
    return [_shorten(_call_guarded(str, note), _MESSAGE) for note in notes[:_MEMBERS]]


def _describe_traceback(trace: TracebackType | None) -> list[list[Any]]:
    frames: list[tuple[str, int, str, Any]] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith(_OWN_FILES):
            frames.append((code.co_filename, trace.tb_lineno or 0, code.co_name, trace.tb_frame.f_globals))
        trace = trace.tb_next
    if len(frames) > 2 * _FRAMES:
        left_out: Any = ("", 0, f"… {len(frames) - 2 * _FRAMES} frames left out …", {})
        frames = [*frames[:_FRAMES], left_out, *frames[-_FRAMES:]]
    return [[file, line, function, _source(file, line, variables)] for file, line, function, variables in frames]


def _source(file: str, line: int, variables: dict[str, Any]) -> str:
    try:
        from linecache import getline

        return getline(file, line, variables).strip()
    except Exception:
        return ""


def _call_guarded(read: Callable[[Any], str], value: Any) -> str:
    try:
        return str.__str__(read(value))
    except BaseException:  # `__str__` and `__repr__` may raise anything, SystemExit too
        return ""


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}… ({len(text) - length} characters more)"
