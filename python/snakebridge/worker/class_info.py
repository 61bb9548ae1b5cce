"""The name of a class, its members and what its objects can do. Runs no user code, even if a metaclass overrides it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: By trait, the methods that a class needs to have it.
_METHODS_BY_TRAIT = {
    "callable": ("__call__",),
    "iterable": ("__iter__",),
    "async-iterable": ("__aiter__",),
    "iterator": ("__next__",),
    "awaitable": ("__await__",),
    "context": ("__enter__", "__exit__"),
    "async-context": ("__aenter__", "__aexit__"),
}
#: The names by which JavaScript recognises its own objects. `runtime/proxies/probes.ts` has the same list: a handle has
#: such a name only if its class does.
PROBED_NAMES = (
    "addEventListener",
    "addListener",
    "arrayBuffer",
    "asymmetricMatch",
    "calledOnce",
    "dispatchEvent",
    "emit",
    "formData",
    "getReader",
    "getWriter",
    "nodeName",
    "nodeType",
    "on",
    "once",
    "pipe",
    "pipeThrough",
    "pipeTo",
    "removeListener",
    "subarray",
    "tagName",
    "toDOMNode",
)
_read_module: Any = type.__dict__["__module__"].__get__
_read_qualname: Any = type.__dict__["__qualname__"].__get__
_read_mro: Any = type.__dict__["__mro__"].__get__
_read_members: Any = type.__dict__["__dict__"].__get__


def get_module(cls: type) -> str:
    """Returns the name of the module that defines the class; `builtins` if the class has no name that is a str."""
    name = _read_module(cls)
    return name if type(name) is str else "builtins"


def get_qualname(cls: type) -> str:
    """Returns the qualified name of the class, without its module."""
    name: str = _read_qualname(cls)
    return name


def get_full_name(cls: type) -> str:
    """Returns `module.qualname`, the name of a class in call tables and messages."""
    return f"{get_module(cls)}.{get_qualname(cls)}"


def get_display_name(cls: type) -> str:
    """Returns the name of a class for people: the full name, but `list` instead of `builtins.list`."""
    return get_qualname(cls) if get_module(cls) == "builtins" else get_full_name(cls)


def get_ancestors(cls: type) -> tuple[type, ...]:
    """Returns the class and its ancestors, in the order in which Python searches them."""
    found: tuple[type, ...] = _read_mro(cls)
    return found


def is_one_of(cls: type, builtin: frozenset[type]) -> bool:
    """Returns whether `cls` is one of these built-in classes. Works for a class that cannot be hashed."""
    return type(cls) is type and cls in builtin


def is_named_tuple(cls: type) -> bool:
    """Returns whether a class is a named tuple: a tuple whose fields have names."""
    fields = getattr(cls, "_fields", None) if issubclass(cls, tuple) else None
    return type(fields) is tuple and all(isinstance(name, str) for name in fields)


def find_member(cls: type, name: str) -> Any:
    """Returns the unbound member `name` of the nearest class that declares it; None if no class does."""
    for ancestor in get_ancestors(cls):
        members = _read_members(ancestor)
        if name in members:
            return members[name]
    return None


def declares(cls: type, name: str) -> bool:
    """Returns whether the class itself declares the name. Its ancestors do not count."""
    return name in _read_members(cls)


def find_traits(cls: type) -> list[str]:
    """Returns the traits of a class. A class removes an inherited method by setting it to None."""
    found = [
        trait
        for trait, methods in _METHODS_BY_TRAIT.items()
        if all(find_member(cls, method) is not None for method in methods)
    ]
    return found + [f"has {name}" for name in PROBED_NAMES if find_member(cls, name) is not None]
