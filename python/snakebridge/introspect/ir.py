"""The shapes that are printed: the same as in `introspector/ir.ts`, name for name.

They are typed dictionaries, so that what is built is what is printed. A value is never changed once it is part of
another: equal types are shared between declarations.
"""

from __future__ import annotations

from typing import Literal, TypedDict

SCHEMA_VERSION = 1


class AnyType(TypedDict):
    t: Literal["any"]


class MissingType(TypedDict):
    t: Literal["missing"]


class UnresolvedType(TypedDict):
    t: Literal["unresolved"]
    text: str


class NoneType(TypedDict):
    t: Literal["none"]


class NeverType(TypedDict):
    t: Literal["never"]


class SelfType(TypedDict):
    t: Literal["self"]


class ClassType(TypedDict):
    t: Literal["class"]
    id: str
    args: list[TypeIR]


class MetaType(TypedDict):
    t: Literal["type"]
    of: TypeIR


class ModuleType(TypedDict):
    t: Literal["module"]
    name: str


class UnionType(TypedDict):
    t: Literal["union"]
    items: list[TypeIR]


class LiteralType(TypedDict):
    t: Literal["literal"]
    values: list[LiteralIR]


class TupleType(TypedDict):
    t: Literal["tuple"]
    items: list[TypeIR]
    rest: TypeIR | None


class CallableType(TypedDict):
    t: Literal["callable"]
    parameters: list[TypeIR] | None
    result: TypeIR


class TypeVarType(TypedDict):
    t: Literal["typevar"]
    name: str
    bound: TypeIR | None
    constraints: list[TypeIR]
    default: TypeIR | None


class AliasType(TypedDict):
    t: Literal["alias"]
    name: str
    args: list[TypeIR]


TypeIR = (
    AnyType
    | MissingType
    | UnresolvedType
    | NoneType
    | NeverType
    | SelfType
    | ClassType
    | MetaType
    | ModuleType
    | UnionType
    | LiteralType
    | TupleType
    | CallableType
    | TypeVarType
    | AliasType
)


class EnumLiteral(TypedDict):
    enum: str
    member: str


class BytesLiteral(TypedDict):
    bytes: str


class IntLiteral(TypedDict):
    int: str


LiteralIR = str | int | bool | None | EnumLiteral | BytesLiteral | IntLiteral
TypeSource = Literal["stub", "annotation", "docstring", "default", "inference", "none"]
ParameterKind = Literal["positional-only", "positional-or-keyword", "var-positional", "keyword-only", "var-keyword"]


class ParameterIR(TypedDict):
    name: str
    kind: ParameterKind
    type: TypeIR
    source: TypeSource
    default: str | None
    mapping: bool


class SignatureIR(TypedDict):
    parameters: list[ParameterIR]
    result: TypeIR
    resultSource: TypeSource
    self: TypeIR | None
    deprecated: str | None


# `async` is a reserved word, hence the functional form.
MethodIR = TypedDict(
    "MethodIR",
    {
        "kind": Literal["method", "classmethod", "staticmethod"],
        "name": str,
        "async": bool,
        "overloads": list[SignatureIR],
        "doc": str | None,
        "line": int | None,
    },
)


AttributeKind = Literal["property", "attribute", "classvar"]


class AttributeIR(TypedDict):
    kind: AttributeKind
    name: str
    type: TypeIR
    source: TypeSource
    write: TypeIR | None
    doc: str | None
    line: int | None


MemberIR = MethodIR | AttributeIR

FunctionDeclaration = TypedDict(
    "FunctionDeclaration",
    {
        "kind": Literal["function"],
        "name": str,
        "home": str,
        "async": bool,
        "overloads": list[SignatureIR],
        "doc": str | None,
        "line": int | None,
    },
)


class FieldIR(TypedDict):
    name: str
    type: TypeIR
    required: bool


class ClassDeclaration(TypedDict):
    kind: Literal["class"]
    name: str
    id: str
    home: str
    value: bool
    bases: list[TypeIR]
    mro: list[str]
    typeParameters: list[TypeIR]
    enum: bool
    protocol: bool
    namedTuple: list[FieldIR] | None
    typedDict: list[FieldIR] | None
    constructors: list[SignatureIR]
    members: list[MemberIR]
    doc: str | None
    line: int | None


class VariableDeclaration(TypedDict):
    kind: Literal["variable"]
    name: str
    type: TypeIR
    source: TypeSource
    doc: str | None
    line: int | None


class AliasDeclaration(TypedDict):
    kind: Literal["alias"]
    name: str
    type: TypeIR
    doc: str | None


# `class` is a reserved word.
ReexportDeclaration = TypedDict("ReexportDeclaration", {"kind": Literal["reexport"], "name": str, "class": str})

Declaration = FunctionDeclaration | ClassDeclaration | VariableDeclaration | AliasDeclaration | ReexportDeclaration


class StdlibOrigin(TypedDict):
    kind: Literal["stdlib"]


class DistributionOrigin(TypedDict):
    kind: Literal["distribution"]
    name: str
    version: str


class UserOrigin(TypedDict):
    kind: Literal["user"]
    root: str


Origin = StdlibOrigin | DistributionOrigin | UserOrigin


class SourceIR(TypedDict):
    path: str
    hash: str


ProblemCode = Literal["SYNTAX", "UNRESOLVED", "NEWER_STUBS", "ENCODING"]


class ProblemIR(TypedDict):
    code: ProblemCode
    message: str
    path: str | None
    line: int | None


class ModuleIR(TypedDict):
    name: str
    bound: bool
    origin: Origin
    doc: str | None
    declarations: list[Declaration]
    submodules: list[str]
    sources: list[SourceIR]
    problems: list[ProblemIR]


FailureCode = Literal["MODULE_NOT_FOUND", "NAME_NOT_FOUND", "NOT_INSTALLED", "INVALID_SPECIFIER", "SYNTAX"]


class FailureIR(TypedDict):
    code: FailureCode
    module: str
    name: str | None
    message: str
    nearest: list[str]
    distribution: str | None


class AliasIR(TypedDict):
    parameters: list[TypeIR]
    type: TypeIR


class PythonIR(TypedDict):
    version: str
    implementation: str
    platform: str


class Introspection(TypedDict):
    schema: int
    python: PythonIR
    modules: list[ModuleIR]
    aliases: dict[str, AliasIR]
    failures: list[FailureIR]


ANY: AnyType = {"t": "any"}
MISSING: MissingType = {"t": "missing"}
NONE: NoneType = {"t": "none"}
NEVER: NeverType = {"t": "never"}
SELF: SelfType = {"t": "self"}


def class_type(id: str, args: list[TypeIR] | None = None) -> ClassType:
    return {"t": "class", "id": id, "args": args or []}


def unresolved(text: str) -> UnresolvedType:
    """An annotation that says nothing usable; very long ones are cut, they only serve a report."""
    return {"t": "unresolved", "text": text if len(text) <= 200 else text[:199] + "…"}


def union(items: list[TypeIR]) -> TypeIR:
    """Flat, without repetition, in the order written; one item stands for itself."""
    flat: list[TypeIR] = []
    for item in items:
        for part in item["items"] if item["t"] == "union" else [item]:
            if part not in flat:
                flat.append(part)
    return flat[0] if len(flat) == 1 else {"t": "union", "items": flat}
