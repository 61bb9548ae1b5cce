"""Chooses the MessagePack codec: the package `msgpack` of the bridge's private folder, or `msgpack_pure`.

Both codecs read and write the same trees and pass extensions to the same hooks. User code never sees the private copy
of `msgpack`: the worker loads it under another name and leaves the name `msgpack` to the user's own version.
"""

from __future__ import annotations

import sys

from ..exceptions import MalformedError, Refusal
from . import msgpack_pure
from .msgpack_pure import DepthError, encode_big_integer
from .protocol import EXT_INTEGER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, Protocol

    from .msgpack_pure import Hooks

    class Codec(Protocol):
        """Reads and writes MessagePack. The functions of `msgpack_pure` define what the methods do."""

        @property
        def name(self) -> str:
            """The name of the codec in the `hello` of the worker."""

        def create_extension(self, code: int, payload: bytes, /) -> Any:
            """Creates an extension that `encode` accepts in a tree."""

        def encode(self, tree: Any, /) -> bytes:
            """Returns the bytes of a tree."""

        def decode(self, body: bytes, hooks: Hooks, depth: int, /) -> Any:
            """Returns the one value in `body`. A codec may leave the check of the depth to the caller."""


_PRIVATE_PACKAGE = "snakebridge.worker.packages"
#: A packer keeps the memory of its largest message. After a message longer than this, a new packer replaces it.
_MAX_REUSED_PACKER_BYTES = 1 << 20


def choose_codec(packages: str | None) -> Codec:
    """Returns the fastest codec that this Python can load.

    Args:
        packages: A folder with one folder of packages for each `major.minor` of Python; None if there is none.
    """
    if packages is None:
        return msgpack_pure
    try:
        return _CompiledCodec(f"{packages}/{sys.version_info[0]}.{sys.version_info[1]}")
    except Exception:
        # The package is absent, was built for another platform, or has another layout. The worker runs without it.
        return msgpack_pure


class _CompiledCodec:
    """The codec that uses the compiled part of `msgpack`."""

    name = "msgpack"

    def __init__(self, folder: str) -> None:
        compiled = _import_private_msgpack(folder)
        package = sys.modules[f"{_PRIVATE_PACKAGE}.msgpack"]
        # The unpacker creates timestamps without asking a hook. In the private copy the class itself refuses them.
        package.Timestamp.__init__ = _refuse_timestamp
        self._extension_type: Any = package.ExtType
        self._create_tuple = tuple.__new__
        self._packer_type: Any = compiled.Packer
        self._unpack: Any = compiled.unpackb
        self._stack_error: Any = package.StackError
        self._replace_packer()

    def _replace_packer(self) -> None:
        self._pack: Any = self._packer_type(strict_types=True, default=self._encode_other).pack

    def _encode_other(self, value: Any) -> Any:
        """Encodes what the packer cannot: integers beyond 64 bits."""
        if type(value) is int:
            return self._extension_type(EXT_INTEGER, encode_big_integer(value))
        raise TypeError(f"{type(value).__qualname__} is no part of a MessagePack tree")

    def create_extension(self, code: int, payload: bytes) -> Any:
        """Creates an extension, without the checks of its class."""
        return self._create_tuple(self._extension_type, (code, payload))

    def encode(self, tree: Any) -> bytes:
        """Returns the bytes of a tree."""
        try:
            data: bytes = self._pack(tree)
        except UnicodeEncodeError:
            return msgpack_pure.encode(self._translate_tree(tree))
        if len(data) > _MAX_REUSED_PACKER_BYTES:
            self._replace_packer()
        return data

    def _translate_tree(self, tree: Any) -> Any:
        """Returns the same tree for `msgpack_pure`, because the package cannot write strings with lone surrogates."""
        if type(tree) is list:
            return [self._translate_tree(item) for item in tree]
        if type(tree) is dict:
            return {key: self._translate_tree(item) for key, item in tree.items()}
        return msgpack_pure.Extension(*tree) if type(tree) is self._extension_type else tree

    def decode(self, body: bytes, hooks: Hooks, _depth: int) -> Any:
        """Returns the one value in `body`. The caller checks the depth: the package has its own, higher limit."""
        try:
            return self._unpack(body, ext_hook=hooks.read_extension, object_hook=hooks.read_map)
        except (MalformedError, Refusal, DepthError):
            raise
        except self._stack_error:
            raise DepthError from None
        except (ValueError, TypeError) as error:
            raise MalformedError(f"not MessagePack: {error or type(error).__name__}") from None


def _import_private_msgpack(folder: str) -> Any:
    """Imports the compiled part of `msgpack` from a folder, under the name `_PRIVATE_PACKAGE`."""
    package: Any = type(sys)(_PRIVATE_PACKAGE)
    package.__path__ = [folder]
    sys.modules[_PRIVATE_PACKAGE] = package
    # The compiled part imports its helpers from the package `msgpack` if one is loaded, and registers itself under that
    # name. Neither may happen: otherwise the private copy and the user's copy would share classes.
    others = _remove_loaded_msgpack()
    try:
        __import__(f"{_PRIVATE_PACKAGE}.msgpack._cmsgpack")
    finally:
        _remove_loaded_msgpack()
        sys.modules.update(others)
    return sys.modules[f"{_PRIVATE_PACKAGE}.msgpack._cmsgpack"]


def _remove_loaded_msgpack() -> dict[str, Any]:
    """Removes every loaded module of `msgpack` from `sys.modules`, and returns them by name."""
    names = [name for name in sys.modules if name.partition(".")[0] == "msgpack"]
    return {name: sys.modules.pop(name) for name in names}


def _refuse_timestamp(_self: object, *_fields: object) -> NoReturn:
    raise MalformedError("unknown extension type -1")
