"""How a class is called and what it can do. Runs no user code, whatever a metaclass overrides."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TRAITS = {
    "callable": ("__call__",),
    "iterable": ("__iter__",),
    "async-iterable": ("__aiter__",),
    "iterator": ("__next__",),
    "awaitable": ("__await__",),
    "context": ("__enter__", "__exit__"),
    "async-context": ("__aenter__", "__aexit__"),
}
# The names by which JavaScript recognises its own objects. `runtime/proxies/probes.ts` has the same list: a handle has
# such a name only if its class does.
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
_module_of: Any = type.__dict__["__module__"].__get__
_qualname_of: Any = type.__dict__["__qualname__"].__get__
_ancestors_of: Any = type.__dict__["__mro__"].__get__
_members_of: Any = type.__dict__["__dict__"].__get__


def module(cls: type) -> str:
    """The module of its definition; `builtins` where a class says nothing usable."""
    name = _module_of(cls)
    return name if type(name) is str else "builtins"


def qualname(cls: type) -> str:
    name: str = _qualname_of(cls)
    return name


def full_name(cls: type) -> str:
    """`module.qualname`, as call tables and the wire name a class."""
    return f"{module(cls)}.{qualname(cls)}"


def display_name(cls: type) -> str:
    """The same for a message to people, who know `list` without its module."""
    return qualname(cls) if module(cls) == "builtins" else full_name(cls)


def ancestors(cls: type) -> tuple[type, ...]:
    """The class and what it inherits from, nearest first."""
    found: tuple[type, ...] = _ancestors_of(cls)
    return found


def is_one_of(cls: type, builtin: frozenset[type]) -> bool:
    """Whether `cls` is among these built-in classes; a class of another metaclass may not even be hashable."""
    return type(cls) is type and cls in builtin


def is_named_tuple(cls: type) -> bool:
    """Returns whether a class is a named tuple: a tuple whose fields have names."""
    fields = getattr(cls, "_fields", None) if issubclass(cls, tuple) else None
    return type(fields) is tuple and all(isinstance(name, str) for name in fields)


def find_member(cls: type, name: str) -> Any:
    """What the nearest class that declares `name` has under it, unbound; None where none does."""
    for ancestor in ancestors(cls):
        members = _members_of(ancestor)
        if name in members:
            return members[name]
    return None


def declares(cls: type, name: str) -> bool:
    """Whether the class itself, not one it inherits from, has the name."""
    return name in _members_of(cls)


def traits(cls: type) -> list[str]:
    """What Python's operations would find; a method set to None is taken back."""
    found = [
        trait for trait, methods in _TRAITS.items() if all(find_member(cls, method) is not None for method in methods)
    ]
    return found + [f"has {name}" for name in PROBED_NAMES if find_member(cls, name) is not None]
