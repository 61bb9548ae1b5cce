"""The shapes of the output, with the same names as in `introspector/ir/ir.ts`, which defines their meaning.

They are typed dictionaries, so the structure that is built is the structure that is printed. A value does not change
once it is part of another, because declarations share equal types.
"""

from __future__ import annotations

from typing import Literal, TypedDict

SCHEMA_VERSION = 1


class AnyType(TypedDict):
    """`Any`, written by the author."""

    t: Literal["any"]


class MissingType(TypedDict):
    """No annotation at all."""

    t: Literal["missing"]


class UnresolvedType(TypedDict):
    """An annotation that cannot be understood or resolved."""

    t: Literal["unresolved"]
    #: The source text, shortened if it is long.
    text: str


class NoneType(TypedDict):
    """`None`."""

    t: Literal["none"]


class NeverType(TypedDict):
    """`Never` or `NoReturn`."""

    t: Literal["never"]


class SelfType(TypedDict):
    """`Self`, or a type variable that only the receiver binds."""

    t: Literal["self"]


class ClassType(TypedDict):
    """An instance of a class."""

    t: Literal["class"]
    id: str
    args: list[TypeIR]


class MetaType(TypedDict):
    """`type[X]`."""

    t: Literal["type"]
    of: TypeIR


class ModuleType(TypedDict):
    """A module object."""

    t: Literal["module"]
    name: str


class UnionType(TypedDict):
    """A union."""

    t: Literal["union"]
    items: list[TypeIR]


class LiteralType(TypedDict):
    """`Literal[…]`."""

    t: Literal["literal"]
    values: list[LiteralIR]


class TupleType(TypedDict):
    """`tuple[A, B]` has two items; `tuple[A, ...]` has no items and a `rest`."""

    t: Literal["tuple"]
    items: list[TypeIR]
    rest: TypeIR | None


class CallableType(TypedDict):
    """`Callable[…]`."""

    t: Literal["callable"]
    #: None for `Callable[..., R]`.
    parameters: list[TypeIR] | None
    result: TypeIR


class TypeVarType(TypedDict):
    """A type variable."""

    t: Literal["typevar"]
    name: str
    bound: TypeIR | None
    constraints: list[TypeIR]
    default: TypeIR | None


class AliasType(TypedDict):
    """A named alias; its expansion is in `Introspection.aliases`."""

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
    """A member of an enumeration in `Literal[…]`."""

    #: The id of its class.
    enum: str
    member: str


class BytesLiteral(TypedDict):
    """Bytes in `Literal[…]`, as latin-1 text."""

    bytes: str


class IntLiteral(TypedDict):
    """An integer beyond ±(2**53 - 1) in `Literal[…]`, in decimal."""

    int: str


LiteralIR = str | int | bool | None | EnumLiteral | BytesLiteral | IntLiteral
TypeSource = Literal["stub", "annotation", "docstring", "default", "inference", "none"]
ParameterKind = Literal["positional-only", "positional-or-keyword", "var-positional", "keyword-only", "var-keyword"]
AttributeKind = Literal["property", "attribute", "classvar"]


class ParameterIR(TypedDict):
    """One parameter of a signature."""

    name: str
    kind: ParameterKind
    type: TypeIR
    source: TypeSource
    #: The source text of the default; None if the parameter is required.
    default: str | None
    #: Whether the declared type accepts a mapping (the keyword rule); True if no type is declared.
    mapping: bool


class SignatureIR(TypedDict):
    """One way to call a function."""

    #: Without the receiver.
    parameters: list[ParameterIR]
    result: TypeIR
    resultSource: TypeSource
    #: The annotation of the receiver, if it narrows the type.
    self: TypeIR | None
    deprecated: str | None


# The functional form is needed because `async` is a reserved word.
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


class AttributeIR(TypedDict):
    """A property or attribute of a class."""

    kind: AttributeKind
    name: str
    type: TypeIR
    source: TypeSource
    #: The type that may be assigned; None if it is read-only.
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
    """A field of a named tuple or typed dict."""

    name: str
    type: TypeIR
    required: bool


class ClassDeclaration(TypedDict):
    """A class."""

    kind: Literal["class"]
    #: Qualified inside its module (`Outer.Inner`).
    name: str
    #: `module:Qual.Name`, where `module` is the module of the output that declares the class.
    id: str
    #: `module.qualname` of the class at run time, if the files tell it.
    home: str
    #: Whether its module has the class under this name at run time.
    value: bool
    bases: list[TypeIR]
    #: The ids of all ancestors in method resolution order, without the class itself and `object`.
    mro: list[str]
    typeParameters: list[TypeIR]
    enum: bool
    protocol: bool
    #: None for a class that is not a named tuple.
    namedTuple: list[FieldIR] | None
    #: None for a class that is not a typed dict.
    typedDict: list[FieldIR] | None
    #: Includes inherited constructors.
    constructors: list[SignatureIR]
    #: Without inherited members.
    members: list[MemberIR]
    doc: str | None
    line: int | None


class VariableDeclaration(TypedDict):
    """A variable of a module."""

    kind: Literal["variable"]
    name: str
    type: TypeIR
    source: TypeSource
    doc: str | None
    line: int | None


class AliasDeclaration(TypedDict):
    """A public alias of a type. It is not a value."""

    kind: Literal["alias"]
    name: str
    type: TypeIR
    doc: str | None


# Another public name of a class. The functional form is needed because `class` is a reserved word.
ReexportDeclaration = TypedDict("ReexportDeclaration", {"kind": Literal["reexport"], "name": str, "class": str})

Declaration = FunctionDeclaration | ClassDeclaration | VariableDeclaration | AliasDeclaration | ReexportDeclaration


class StdlibOrigin(TypedDict):
    """The module belongs to the standard library."""

    kind: Literal["stdlib"]


class DistributionOrigin(TypedDict):
    """The module belongs to an installed distribution."""

    kind: Literal["distribution"]
    name: str
    version: str


class UserOrigin(TypedDict):
    """The module belongs to the user."""

    kind: Literal["user"]
    #: The folder of the search path that has the module, relative to the project.
    root: str


Origin = StdlibOrigin | DistributionOrigin | UserOrigin


class SourceIR(TypedDict):
    """A file that declarations depend on."""

    #: An absolute path.
    path: str
    #: SHA-256 of the content, in hexadecimal.
    hash: str


ProblemCode = Literal["SYNTAX", "UNRESOLVED", "NEWER_STUBS", "ENCODING"]


class ProblemIR(TypedDict):
    """A fault of a file that does not prevent the output."""

    code: ProblemCode
    message: str
    path: str | None
    line: int | None


class ModuleIR(TypedDict):
    """One module of the output."""

    name: str
    #: False for a module that is present only for classes that bound modules return.
    bound: bool
    origin: Origin
    doc: str | None
    declarations: list[Declaration]
    #: The full names of the public submodules that are bound as well.
    submodules: list[str]
    sources: list[SourceIR]
    problems: list[ProblemIR]


FailureCode = Literal["MODULE_NOT_FOUND", "NAME_NOT_FOUND", "NOT_INSTALLED", "INVALID_SPECIFIER", "SYNTAX"]


class FailureIR(TypedDict):
    """A requested module or name that cannot be bound."""

    code: FailureCode
    module: str
    name: str | None
    message: str
    #: At most three existing names, best first.
    nearest: list[str]
    #: The distribution to install for NOT_INSTALLED.
    distribution: str | None


class AliasIR(TypedDict):
    """The expansion of an alias."""

    parameters: list[TypeIR]
    type: TypeIR


class PythonIR(TypedDict):
    """The interpreter that ran the introspection."""

    version: str
    implementation: str
    platform: str


class Introspection(TypedDict):
    """The whole output."""

    schema: int
    python: PythonIR
    modules: list[ModuleIR]
    aliases: dict[str, AliasIR]
    failures: list[FailureIR]
