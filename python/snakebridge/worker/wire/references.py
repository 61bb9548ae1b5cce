"""What the host sends that only `paths.py` can turn into an object: references, paths, named tuples. Data only."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Ref:
    """An object already held, as the host names it."""

    __slots__ = ("id",)

    def __init__(self, ref: int) -> None:
        self.id = ref


class Path:
    """`root`: a call id, a module name or a Ref."""

    __slots__ = ("names", "root")

    def __init__(self, root: int | str | Ref, names: list[str]) -> None:
        self.root = root
        self.names = names


class NamedTupleValue:
    """A named tuple that Python sent earlier and that comes back: its class by name, and its items."""

    __slots__ = ("items", "module", "names", "qualname")

    def __init__(self, names: list[str], items: list[Any], module: str, qualname: str) -> None:
        self.names = names
        self.items = items
        self.module = module
        self.qualname = qualname
