"""How the host refers to objects without sending them. Holds data only; `paths.py` reads it."""

from __future__ import annotations


class Ref:
    """The ref id of an object that the worker holds for the host."""

    __slots__ = ("id",)

    def __init__(self, ref: int) -> None:
        self.id = ref


class Path:
    """A start and the names to read from it.

    Attributes:
        root: A call id, the name of a module, or a Ref.
        names: The names of the attributes to read, one after another.
    """

    __slots__ = ("names", "root")

    def __init__(self, root: int | str | Ref, names: list[str]) -> None:
        self.root = root
        self.names = names
