"""Binds names: reads one file and finds the statements that bind each name. Follows no import, knows no types."""

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
from .conditions import Branch, walk_statements
from .finder import Location

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """A name that `import module` or `from module import name` binds."""

    module: str
    name: str | None
    #: Whether it has the form that re-exports in stubs (`import a as a`).
    is_reexport: bool
    is_relative: bool
    #: Whether only type checkers see it.
    type_checking_only: bool
    line: int
    #: Another binding of the name, which counts if this import leads nowhere.
    fallback: Binding | None = None


@dataclass
class Function:
    """All definitions of one function name in order: overloads, an implementation, the setter of a property."""

    nodes: list[FunctionNode]


@dataclass(frozen=True)
class Class:
    """A class statement."""

    node: ast.ClassDef


@dataclass(frozen=True)
class Variable:
    """A name that an assignment binds."""

    annotation: ast.expr | None
    value: ast.expr | None
    line: int
    #: How many statements bind the name.
    binding_count: int = 1
    #: The statement, if it is `type X = …`.
    alias: ast.stmt | None = None


Binding = Import | Function | Class | Variable


@dataclass
class Body:
    """The names that the statements of a module or a class bind, in the order of first appearance."""

    names: dict[str, Binding] = field(default_factory=dict)
    star_imports: list[Import] = field(default_factory=list)


@dataclass(frozen=True)
class Module:
    """A module with its syntax tree. Without a file (a namespace package, a compiled module) the tree is empty."""

    name: str
    location: Location
    tree: ast.Module
    body: Body
    #: SHA-256 of the file in hexadecimal; empty without a file.
    hash: str
    problem: ProblemIR | None = None

    @property
    def path(self) -> str | None:
        """The path of the file that was read; None if the module has no such file."""
        return self.location.path

    @property
    def is_stub(self) -> bool:
        """Whether the file is a stub."""
        return self.location.is_stub


def read_module(location: Location) -> Module:
    """Reads and binds the file of a module.

    A fault of the file is not raised: it becomes the module's `problem`, and the tree is then empty.
    """
    empty_tree = ast.Module(body=[], type_ignores=[])
    if location.path is None:
        return Module(location.name, location, empty_tree, Body(), "")
    try:
        with open(location.path, "rb") as file:
            data = file.read()
    except OSError as error:
        read_problem = _make_problem(
            "ENCODING", f"{location.path} cannot be read: {error.strerror or error}", location.path, None
        )
        return Module(location.name, location, empty_tree, Body(), "", read_problem)
    digest = hashlib.sha256(data).hexdigest()
    tree, problem = parse_source(data, location.path, location.is_stub)
    body = bind_statements(tree.body, location.name, location.is_package) if tree else Body()
    return Module(location.name, location, tree or empty_tree, body, digest, problem)


def parse_source(data: bytes, path: str, is_stub: bool) -> tuple[ast.Module | None, ProblemIR | None]:
    """Parses a file; returns the tree, or None and the problem."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data, filename=path), None
    except SyntaxError as error:
        return None, _explain_syntax_error(data, path, is_stub, error)
    except (ValueError, RecursionError, MemoryError) as error:
        return None, _make_problem("SYNTAX", f"{path} cannot be parsed: {error or type(error).__name__}", path, None)


def bind_statements(statements: list[ast.stmt], module: str, is_package: bool) -> Body:
    """Binds the names of a list of statements.

    Args:
        statements: The body of a module or a class.
        module: The name of the module, to make relative imports absolute.
        is_package: Whether the module is a package, for the same purpose.
    """
    binder = _Binder(module, is_package)
    for statement, branch in walk_statements(statements):
        binder.bind_statement(statement, branch)
    return binder.body


class _Binder:
    """Binds names, one statement at a time."""

    def __init__(self, module: str, is_package: bool) -> None:
        self.body = Body()
        self._base = module.split(".") if is_package else module.split(".")[:-1]

    def bind_statement(self, node: ast.stmt, branch: Branch) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._bind_function(node, branch)
        elif isinstance(node, ast.ClassDef):
            self._bind_name(node.name, Class(node), branch)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind_target(target, node.value, branch)
        elif isinstance(node, ast.AnnAssign):
            if isinstance(node.target, ast.Name):
                self._bind_variable(node.target.id, Variable(node.annotation, node.value, node.lineno), branch)
        elif isinstance(node, ast.ImportFrom):
            self._bind_import_from(node, branch)
        elif isinstance(node, ast.Import):
            self._bind_import(node, branch)
        elif isinstance(node, ast.For):
            self._bind_target(node.target, None, branch)
        elif isinstance(node, ast.With):
            for item in node.items:
                if item.optional_vars is not None:
                    self._bind_target(item.optional_vars, None, branch)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.body.names.pop(target.id, None)
        elif sys.version_info >= (3, 12) and isinstance(node, ast.TypeAlias):
            self._bind_name(node.name.id, Variable(None, node.value, node.lineno, alias=node), branch)

    def _bind_name(self, name: str, binding: Binding, branch: Branch) -> None:
        """Binds a name. A later statement replaces an earlier one.

        In an alternative branch it does not: there, a binding only becomes the fallback of an earlier import. A binding
        that an import replaces becomes its fallback too: for example, a Python class that a compiled module overrides.
        """
        existing_binding = self.body.names.get(name)
        if existing_binding is None or not branch.is_alternative:
            if isinstance(binding, Import) and not isinstance(existing_binding, Import):
                binding = replace(binding, fallback=existing_binding)
            self.body.names[name] = binding
        elif isinstance(existing_binding, Import) and existing_binding.fallback is None:
            self.body.names[name] = replace(existing_binding, fallback=binding)

    def _bind_function(self, node: FunctionNode, branch: Branch) -> None:
        existing_binding = self.body.names.get(node.name)
        if isinstance(existing_binding, Function):
            existing_binding.nodes.append(node)
        else:
            self._bind_name(node.name, Function([node]), branch)

    def _bind_target(self, target: ast.expr, value: ast.expr | None, branch: Branch) -> None:
        if isinstance(target, ast.Name):
            self._bind_variable(target.id, Variable(None, value, target.lineno), branch)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
            is_paired = len(values) == len(target.elts) and not any(
                isinstance(item, ast.Starred) for item in target.elts
            )
            for index, item in enumerate(target.elts):
                inner = item.value if isinstance(item, ast.Starred) else item
                self._bind_target(inner, values[index] if is_paired else None, branch)

    def _bind_variable(self, name: str, variable: Variable, branch: Branch) -> None:
        existing_binding = self.body.names.get(name)
        if isinstance(existing_binding, Variable):
            # `x: int` and then `x = 1` are one variable.
            self.body.names[name] = Variable(
                existing_binding.annotation or variable.annotation,
                existing_binding.value or variable.value,
                existing_binding.line,
                existing_binding.binding_count + (variable.value is not None and existing_binding.value is not None),
                existing_binding.alias,
            )
        elif existing_binding is None or variable.value is not None:
            self._bind_name(name, variable, branch)

    def _bind_import(self, node: ast.Import, branch: Branch) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            module = alias.name if alias.asname else name
            is_reexport = alias.asname == alias.name
            self._bind_name(
                name, Import(module, None, is_reexport, False, branch.type_checking_only, node.lineno), branch
            )

    def _bind_import_from(self, node: ast.ImportFrom, branch: Branch) -> None:
        base = self._base[: len(self._base) - node.level + 1] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        for alias in node.names:
            is_reexport = alias.asname == alias.name
            binding = Import(module, alias.name, is_reexport, node.level > 0, branch.type_checking_only, node.lineno)
            if alias.name == "*":
                self.body.star_imports.append(binding)
            else:
                self._bind_imported_name(alias.asname or alias.name, binding, branch)

    def _bind_imported_name(self, name: str, binding: Import, branch: Branch) -> None:
        existing_binding = self.body.names.get(name)
        if (
            isinstance(existing_binding, Import)
            and existing_binding.is_reexport
            and existing_binding.module == binding.module
        ):
            # `from .a import x as x` stays a re-export if a later statement imports the name again.
            return
        self._bind_name(name, binding, branch)


def _make_problem(code: ProblemCode, message: str, path: str | None, line: int | None) -> ProblemIR:
    return {"code": code, "message": message, "path": path, "line": line}


#: Python versions, each with a pattern of syntax that is new in it.
_NEWER_SYNTAX: Iterable[tuple[tuple[int, int], str]] = (
    ((3, 12), r"^\s*type\s+\w+\s*(\[.*\])?\s*="),
    ((3, 12), r"^\s*(class|(async\s+)?def)\s+\w+\s*\["),
    ((3, 11), r"^\s*except\s*\*"),
    ((3, 11), r"\[\s*(.*,\s*)?\*\w"),
    ((3, 11), r"^\s*\*args\s*:\s*\*|\(\s*(.*,\s*)?\*\w+\s*:\s*\*"),
)


def _explain_syntax_error(data: bytes, path: str, is_stub: bool, error: SyntaxError) -> ProblemIR:
    if "codec" in str(error.msg) or "encoding" in str(error.msg) or isinstance(error, UnicodeError):
        return _make_problem(
            "ENCODING", f"{path} is not text in its declared encoding: {error.msg}", path, error.lineno
        )
    newer_version = _find_newer_version(data, error.lineno)
    this_version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if newer_version:
        kind = "stubs" if is_stub else "source"
        message = (
            f"{path}:{error.lineno}: the {kind} use syntax of Python {newer_version}; "
            f"this interpreter is Python {this_version}"
        )
        return _make_problem("NEWER_STUBS" if is_stub else "SYNTAX", message, path, error.lineno)
    return _make_problem("SYNTAX", f"{path}:{error.lineno}: {error.msg}", path, error.lineno)


def _find_newer_version(data: bytes, line: int | None) -> str | None:
    """Returns the Python version whose syntax is on the failing line, if it is newer than this version."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        lines = data.decode(encoding, "replace").splitlines()
    except (SyntaxError, LookupError):
        return None
    text = lines[line - 1] if line and line <= len(lines) else ""
    for version, pattern in _NEWER_SYNTAX:
        if sys.version_info < version and re.search(pattern, text):
            return f"{version[0]}.{version[1]}"
    return None
