"""Type variables replaced by types, as an inherited signature needs."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir import TypeIR, union


def substitute(type_: TypeIR, known: Mapping[str, TypeIR]) -> TypeIR:
    """The same type with variables replaced; what holds none is given back itself."""
    if not known or not _has_variables(type_):
        return type_
    if type_["t"] == "typevar":
        return known.get(type_["name"], type_)
    if type_["t"] == "class":
        return {"t": "class", "id": type_["id"], "args": [substitute(item, known) for item in type_["args"]]}
    if type_["t"] == "alias":
        return {"t": "alias", "name": type_["name"], "args": [substitute(item, known) for item in type_["args"]]}
    if type_["t"] == "union":
        return union([substitute(item, known) for item in type_["items"]])
    if type_["t"] == "type":
        return {"t": "type", "of": substitute(type_["of"], known)}
    if type_["t"] == "tuple":
        rest = None if type_["rest"] is None else substitute(type_["rest"], known)
        return {"t": "tuple", "items": [substitute(item, known) for item in type_["items"]], "rest": rest}
    if type_["t"] == "callable":
        parameters = type_["parameters"]
        return {
            "t": "callable",
            "parameters": None if parameters is None else [substitute(item, known) for item in parameters],
            "result": substitute(type_["result"], known),
        }
    return type_


def variables(type_: TypeIR) -> dict[str, TypeIR]:
    """Type variables by name, in the order they appear; bounds are not looked into."""
    found: dict[str, TypeIR] = {}
    _collect(type_, found)
    return found


def mentions(type_: TypeIR, variable: str) -> bool:
    return variable in variables(type_)


def _has_variables(type_: TypeIR) -> bool:
    return bool(variables(type_))


def _collect(type_: TypeIR, found: dict[str, TypeIR]) -> None:
    if type_["t"] == "typevar":
        found.setdefault(type_["name"], type_)
    for part in parts(type_):
        _collect(part, found)


def parts(type_: TypeIR) -> list[TypeIR]:
    """The types directly inside a type; of a type variable none."""
    if type_["t"] == "class" or type_["t"] == "alias":
        return type_["args"]
    if type_["t"] == "union":
        return type_["items"]
    if type_["t"] == "tuple":
        return [*type_["items"], *([type_["rest"]] if type_["rest"] else [])]
    if type_["t"] == "type":
        return [type_["of"]]
    if type_["t"] == "callable":
        return [*(type_["parameters"] or []), type_["result"]]
    return []
