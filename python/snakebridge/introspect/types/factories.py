"""Makes types of the IR: the types without parts, and functions for types that many files make."""

from __future__ import annotations

from ..ir import AnyType, ClassType, MissingType, NeverType, NoneType, SelfType, TypeIR, UnresolvedType

#: The longest text of an unresolved annotation.
_MAX_TEXT_CHARS = 200

ANY: AnyType = {"t": "any"}
MISSING: MissingType = {"t": "missing"}
NONE: NoneType = {"t": "none"}
NEVER: NeverType = {"t": "never"}
SELF: SelfType = {"t": "self"}


def make_class_type(id: str, args: list[TypeIR] | None = None) -> ClassType:
    """Returns the type of an instance of a class."""
    return {"t": "class", "id": id, "args": args or []}


def make_unresolved(text: str) -> UnresolvedType:
    """Returns the type of an annotation that cannot be understood; shortens a long text, which serves only reports."""
    return {"t": "unresolved", "text": text if len(text) <= _MAX_TEXT_CHARS else text[: _MAX_TEXT_CHARS - 1] + "…"}


def make_union(items: list[TypeIR]) -> TypeIR:
    """Returns a flat union without repetitions, in the order given; a single item is returned itself."""
    members: list[TypeIR] = []
    for item in items:
        for part in item["items"] if item["t"] == "union" else [item]:
            if part not in members:
                members.append(part)
    return members[0] if len(members) == 1 else {"t": "union", "items": members}
