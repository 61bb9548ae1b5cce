"""How the host names what it means without sending it. Data only; `paths.py` reads them."""

from __future__ import annotations


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
