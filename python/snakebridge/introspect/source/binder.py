"""One parsed file: what it binds to which names, and by which statement. Follows no import, knows no types."""

from __future__ import annotations

import ast
import hashlib
import io
import re
import sys
import tokenize
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..ir import ProblemCode, ProblemIR
from .conditions import Place, taken
from .finder import Location

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Imported:
    """`import module` or `from module import name`; `explicit`: in the form that stubs re-export by."""

    module: str
    name: str | None
    explicit: bool
    relative: bool
    type_checking: bool
    line: int
    #: What another branch binds to the name, for where this import leads nowhere.
    fallback: Binding | None = None


@dataclass
class Function:
    """All definitions of one name in order: overloads, an implementation, a property's setter."""

    nodes: list[FunctionNode]


@dataclass(frozen=True)
class Class:
    node: ast.ClassDef


@dataclass(frozen=True)
class Value:
    """A name bound by assignment; `alias` for `type X = …`. `count`: how many statements bind it."""

    annotation: ast.expr | None
    value: ast.expr | None
    line: int
    count: int = 1
    alias: ast.stmt | None = None


Binding = Imported | Function | Class | Value


@dataclass
class Body:
    """Names bound by the statements of a module or a class, in the order of first appearance."""

    names: dict[str, Binding] = field(default_factory=dict)
    stars: list[Imported] = field(default_factory=list)


@dataclass(frozen=True)
class Module:
    """A module without a file (a namespace package, a compiled one) has an empty tree and `path` None."""

    name: str
    location: Location
    tree: ast.Module
    body: Body
    hash: str
    problem: ProblemIR | None = None

    @property
    def path(self) -> str | None:
        return self.location.path

    @property
    def stub(self) -> bool:
        return self.location.stub


def read_module(location: Location) -> Module:
    """Never raises for what a file holds: a fault is the module's `problem`, its tree is then empty."""
    empty = ast.Module(body=[], type_ignores=[])
    if location.path is None:
        return Module(location.name, location, empty, Body(), "")
    try:
        with open(location.path, "rb") as file:
            data = file.read()
    except OSError as error:
        fault = _problem("ENCODING", f"{location.path} cannot be read: {error.strerror or error}", location.path, None)
        return Module(location.name, location, empty, Body(), "", fault)
    digest = hashlib.sha256(data).hexdigest()
    tree, problem = parse(data, location.path, location.stub)
    body = collect(tree.body, location.name, location.package) if tree else Body()
    return Module(location.name, location, tree or empty, body, digest, problem)


def parse(data: bytes, path: str, stub: bool) -> tuple[ast.Module | None, ProblemIR | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data, filename=path), None
    except SyntaxError as error:
        return None, _syntax_problem(data, path, stub, error)
    except (ValueError, RecursionError, MemoryError) as error:
        return None, _problem("SYNTAX", f"{path} cannot be parsed: {error or type(error).__name__}", path, None)


def collect(statements: list[ast.stmt], module: str, package: bool) -> Body:
    """`module` and `package` only serve to make relative imports absolute."""
    collector = _Collector(module, package)
    for statement, place in taken(statements):
        collector.add(statement, place)
    return collector.body


class _Collector:
    def __init__(self, module: str, package: bool) -> None:
        self.body = Body()
        self._base = module.split(".") if package else module.split(".")[:-1]

    def add(self, node: ast.stmt, place: Place) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._function(node, place)
        elif isinstance(node, ast.ClassDef):
            self._bind(node.name, Class(node), place)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._target(target, node.value, place)
        elif isinstance(node, ast.AnnAssign):
            if isinstance(node.target, ast.Name):
                self._value(node.target.id, Value(node.annotation, node.value, node.lineno), place)
        elif isinstance(node, ast.ImportFrom):
            self._import_from(node, place)
        elif isinstance(node, ast.Import):
            self._import(node, place)
        elif isinstance(node, ast.For):
            self._target(node.target, None, place)
        elif isinstance(node, ast.With):
            for item in node.items:
                if item.optional_vars is not None:
                    self._target(item.optional_vars, None, place)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.body.names.pop(target.id, None)
        elif sys.version_info >= (3, 12) and isinstance(node, ast.TypeAlias):
            self._bind(node.name.id, Value(None, node.value, node.lineno, alias=node), place)

    def _bind(self, name: str, binding: Binding, place: Place) -> None:
        """A later statement binds anew; one in another branch only stands in for an import that leads nowhere.

        So does what an import replaces: a class that a compiled module overrides where there is one.
        """
        existing = self.body.names.get(name)
        if existing is None or not place.alternative:
            if isinstance(binding, Imported) and not isinstance(existing, Imported):
                binding = replace(binding, fallback=existing)
            self.body.names[name] = binding
        elif isinstance(existing, Imported) and existing.fallback is None:
            self.body.names[name] = replace(existing, fallback=binding)

    def _function(self, node: FunctionNode, place: Place) -> None:
        existing = self.body.names.get(node.name)
        if isinstance(existing, Function):
            existing.nodes.append(node)
        else:
            self._bind(node.name, Function([node]), place)

    def _target(self, target: ast.expr, value: ast.expr | None, place: Place) -> None:
        if isinstance(target, ast.Name):
            self._value(target.id, Value(None, value, target.lineno), place)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
            paired = len(values) == len(target.elts) and not any(isinstance(item, ast.Starred) for item in target.elts)
            for index, item in enumerate(target.elts):
                inner = item.value if isinstance(item, ast.Starred) else item
                self._target(inner, values[index] if paired else None, place)

    def _value(self, name: str, new: Value, place: Place) -> None:
        existing = self.body.names.get(name)
        if isinstance(existing, Value):
            # `x: int` and then `x = 1` are one variable.
            self.body.names[name] = Value(
                existing.annotation or new.annotation,
                existing.value or new.value,
                existing.line,
                existing.count + (new.value is not None and existing.value is not None),
                existing.alias,
            )
        elif existing is None or new.value is not None:
            self._bind(name, new, place)

    def _import(self, node: ast.Import, place: Place) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            module = alias.name if alias.asname else name
            explicit = alias.asname == alias.name
            self._bind(name, Imported(module, None, explicit, False, place.type_checking, node.lineno), place)

    def _import_from(self, node: ast.ImportFrom, place: Place) -> None:
        base = self._base[: len(self._base) - node.level + 1] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        for alias in node.names:
            explicit = alias.asname == alias.name
            found = Imported(module, alias.name, explicit, node.level > 0, place.type_checking, node.lineno)
            if alias.name == "*":
                self.body.stars.append(found)
            else:
                self._keep_import(alias.asname or alias.name, found, place)

    def _keep_import(self, name: str, found: Imported, place: Place) -> None:
        existing = self.body.names.get(name)
        if isinstance(existing, Imported) and existing.explicit and existing.module == found.module:
            # `from .a import x as x` stays a re-export, however often it is imported.
            return
        self._bind(name, found, place)


def _problem(code: ProblemCode, message: str, path: str | None, line: int | None) -> ProblemIR:
    return {"code": code, "message": message, "path": path, "line": line}


_NEWER: Iterable[tuple[tuple[int, int], str]] = (
    ((3, 12), r"^\s*type\s+\w+\s*(\[.*\])?\s*="),
    ((3, 12), r"^\s*(class|(async\s+)?def)\s+\w+\s*\["),
    ((3, 11), r"^\s*except\s*\*"),
    ((3, 11), r"\[\s*(.*,\s*)?\*\w"),
    ((3, 11), r"^\s*\*args\s*:\s*\*|\(\s*(.*,\s*)?\*\w+\s*:\s*\*"),
)


def _syntax_problem(data: bytes, path: str, stub: bool, error: SyntaxError) -> ProblemIR:
    if "codec" in str(error.msg) or "encoding" in str(error.msg) or isinstance(error, UnicodeError):
        return _problem("ENCODING", f"{path} is not text in its declared encoding: {error.msg}", path, error.lineno)
    newer = _newer_syntax(data, error.lineno)
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if newer:
        kind = "stubs" if stub else "source"
        message = f"{path}:{error.lineno}: the {kind} use syntax of Python {newer}; this interpreter is Python {here}"
        return _problem("NEWER_STUBS" if stub else "SYNTAX", message, path, error.lineno)
    return _problem("SYNTAX", f"{path}:{error.lineno}: {error.msg}", path, error.lineno)


def _newer_syntax(data: bytes, line: int | None) -> str | None:
    """The version whose syntax stands on the line that failed, if it is newer than this one."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        lines = data.decode(encoding, "replace").splitlines()
    except (SyntaxError, LookupError):
        return None
    text = lines[line - 1] if line and line <= len(lines) else ""
    for version, pattern in _NEWER:
        if sys.version_info < version and re.search(pattern, text):
            return f"{version[0]}.{version[1]}"
    return None
