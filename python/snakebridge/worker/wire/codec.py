"""Chooses the MessagePack codec: the `msgpack` package of the bridge's private folder, else our own.

Both read and write the same trees and leave extensions to the same hooks. The private copy of `msgpack` never appears
to user code: it is loaded under a name of ours and leaves no `msgpack` behind, so a user's own version wins.
"""

from __future__ import annotations

import sys

from ..exceptions import MalformedError, Refusal
from . import msgpack_pure
from .msgpack_pure import TooDeep, big_integer
from .protocol import EXT_INTEGER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, Protocol

    from .msgpack_pure import Hooks

    class Codec(Protocol):
        """What `msgpack_pure` is, with its contracts."""

        @property
        def name(self) -> str: ...
        def extension(self, code: int, payload: bytes, /) -> Any: ...
        def encode(self, tree: Any, /) -> bytes: ...
        def decode(self, body: bytes, hooks: Hooks, depth: int, /) -> Any: ...


_PRIVATE = "snakebridge.worker.packages"
# The packer keeps the memory of its largest message; after one beyond this it is replaced.
_LARGE = 1 << 20


def choose_codec(packages: str | None) -> Codec:
    """The fastest codec there is. `packages`: a folder with one folder of packages for each `major.minor` of Python."""
    if packages is None:
        return msgpack_pure
    try:
        return _Native(f"{packages}/{sys.version_info[0]}.{sys.version_info[1]}")
    except Exception:
        # Absent, built for another platform, or of another layout: the worker needs only the standard library.
        return msgpack_pure


class _Native:
    name = "msgpack"

    def __init__(self, folder: str) -> None:
        native = _import_privately(folder)
        package = sys.modules[f"{_PRIVATE}.msgpack"]
        # Built without a hook of its own; in our private copy the class itself refuses.
        package.Timestamp.__init__ = _refuse_timestamp
        self._type: Any = package.ExtType
        self._make = tuple.__new__
        self._packer: Any = native.Packer
        self._unpack: Any = native.unpackb
        self._stack_error: Any = package.StackError
        self._renew()

    def _renew(self) -> None:
        self._pack: Any = self._packer(strict_types=True, default=self._default).pack

    def _default(self, value: Any) -> Any:
        if type(value) is int:
            return self._type(EXT_INTEGER, big_integer(value))
        raise TypeError(f"{type(value).__qualname__} is no part of a MessagePack tree")

    def extension(self, code: int, payload: bytes) -> Any:
        return self._make(self._type, (code, payload))

    def encode(self, tree: Any) -> bytes:
        try:
            data: bytes = self._pack(tree)
        except UnicodeEncodeError:
            return msgpack_pure.encode(self._translated(tree))
        if len(data) > _LARGE:
            self._renew()
        return data

    def _translated(self, tree: Any) -> Any:
        """The same tree with our own extensions: strings with lone surrogates are beyond the package."""
        if type(tree) is list:
            return [self._translated(item) for item in tree]
        if type(tree) is dict:
            return {key: self._translated(item) for key, item in tree.items()}
        return msgpack_pure.Extension(*tree) if type(tree) is self._type else tree

    def decode(self, body: bytes, hooks: Hooks, _depth: int) -> Any:
        # Its own bound on nesting is fixed and beyond ours; the caller measures what comes out.
        try:
            return self._unpack(body, ext_hook=hooks.extension, object_hook=hooks.map)
        except (MalformedError, Refusal, TooDeep):
            raise
        except self._stack_error:
            raise TooDeep from None
        except (ValueError, TypeError) as error:
            raise MalformedError(f"not MessagePack: {error or type(error).__name__}") from None


def _import_privately(folder: str) -> Any:
    home: Any = type(sys)(_PRIVATE)
    home.__path__ = [folder]
    sys.modules[_PRIVATE] = home
    # The compiled part takes its helpers from a package called `msgpack` if one is loaded, and registers itself under
    # that name. Neither may happen: the two copies would share classes.
    foreign = _forget_msgpack()
    try:
        __import__(f"{_PRIVATE}.msgpack._cmsgpack")
    finally:
        _forget_msgpack()
        sys.modules.update(foreign)
    return sys.modules[f"{_PRIVATE}.msgpack._cmsgpack"]


def _forget_msgpack() -> dict[str, Any]:
    names = [name for name in sys.modules if name.partition(".")[0] == "msgpack"]
    return {name: sys.modules.pop(name) for name in names}


def _refuse_timestamp(_self: object, *_fields: object) -> NoReturn:
    raise MalformedError("unknown extension type -1")
