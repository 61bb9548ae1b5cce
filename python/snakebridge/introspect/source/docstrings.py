"""Finds the docstring of a definition: in the declaring file, else in the file that runs, else in the library's tables.

Nothing is imported: the calls that set docstrings are read as syntax.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..library_tables import DOCSTRING_CALLS, DOCSTRING_MODULES, DOCSTRING_OWNERS
from .binder import Class, Function, Module, Variable
from .resolver import Symbol

if TYPE_CHECKING:
    from .resolver import Resolver

#: The header at the start of a C function's docstring, which holds its signature.
_SIGNATURE_HEADER = re.compile(r"\A\S*\(.*?\)\n--\n+", re.DOTALL)


class Docstrings:
    """Finds docstrings. `resolver` sees the files that run; they have the docstrings that stubs lack."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._tables: dict[str, dict[str, str]] = {}

    def find_docstring(self, symbol: Symbol) -> str | None:
        """Returns the docstring of a definition; None if it has none."""
        docstring = _read_docstring(symbol)
        if docstring is not None or not symbol.module.is_stub:
            return docstring
        target = self._resolver.follow_alias(self._resolver.resolve_qualname(symbol.module.name, symbol.name))
        if not isinstance(target, Symbol):
            target = self._find_inherited(symbol)
        text = _read_docstring(target) if isinstance(target, Symbol) else None
        return text if text is not None else self._find_in_tables(symbol)

    def find_module_docstring(self, module: Module) -> str | None:
        """Returns the docstring of a module; None if it has none."""
        runtime_module = self._resolver.get_module(module.name) if module.is_stub else None
        return read_body_docstring(module.tree.body) or (
            read_body_docstring(runtime_module.tree.body) if runtime_module else None
        )

    def _find_inherited(self, symbol: Symbol) -> Symbol | None:
        """Returns the inherited method that runs where the stub declares a method of the class itself."""
        owner, _, name = symbol.name.rpartition(".")
        target = (
            self._resolver.follow_alias(self._resolver.resolve_qualname(symbol.module.name, owner)) if owner else None
        )
        for _ in range(10):
            if not isinstance(target, Symbol) or not isinstance(target.binding, Class):
                return None
            member = self._resolver.get_member(target, name)
            if member is not None:
                return member
            bases = target.binding.node.bases
            target = (
                self._resolver.follow_alias(self._resolver.resolve_dotted_name(bases[0], target)) if bases else None
            )
        return None

    def _find_in_tables(self, symbol: Symbol) -> str | None:
        top = symbol.module.name.partition(".")[0]
        if top not in DOCSTRING_MODULES:
            return None
        if top not in self._tables:
            self._tables[top] = {}
            for module in DOCSTRING_MODULES[top]:
                table_module = self._resolver.get_module(module)
                if table_module is not None:
                    self._tables[top].update(_DocstringTable(self._resolver, table_module).read())
        owner, _, name = symbol.name.rpartition(".")
        documented_owner = DOCSTRING_OWNERS.get(f"{symbol.module.name}:{owner}")
        return self._tables[top].get(f"{documented_owner}.{name}" if documented_owner else symbol.name)


def read_body_docstring(body: list[ast.stmt]) -> str | None:
    """Returns the cleaned docstring at the start of a body; None if there is none."""
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return clean_docstring(first.value.value) or None
    return None


def clean_docstring(text: str) -> str:
    """Returns the text without the indentation of the surrounding code and without blank lines at both ends."""
    lines = text.expandtabs().splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    trimmed_lines = [line.strip() if index == 0 else line[margin:].rstrip() for index, line in enumerate(lines)]
    return "\n".join(trimmed_lines).strip("\n")


def _strip_signature(text: str) -> str:
    return _SIGNATURE_HEADER.sub("", text)


def _read_docstring(symbol: Symbol) -> str | None:
    binding = symbol.binding
    if isinstance(binding, Class):
        return read_body_docstring(binding.node.body)
    if isinstance(binding, Function):
        for node in reversed(binding.nodes):
            text = read_body_docstring(node.body)
            if text is not None:
                return text
    return None


class _DocstringTable:
    """The docstrings that a module sets by calls, by qualified name inside the package (`Class.method`)."""

    def __init__(self, resolver: Resolver, module: Module) -> None:
        self._resolver = resolver
        self._module = module

    def read(self) -> dict[str, str]:
        """Returns the docstrings by qualified name."""
        docstrings: dict[str, str] = {}
        for statement in self._module.tree.body:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in DOCSTRING_CALLS:
                self._read_call(call, docstrings)
        return docstrings

    def _read_call(self, call: ast.Call, docstrings: dict[str, str]) -> None:
        name_index, text_index, owner = DOCSTRING_CALLS[getattr(call.func, "id", "")]
        name = self._evaluate_text(call.args[name_index]) if len(call.args) > text_index else None
        if name is None:
            return
        name, value = owner + name, call.args[text_index]
        for item in value.elts if isinstance(value, ast.List) else [value]:
            if isinstance(item, ast.Tuple) and len(item.elts) == 2:
                member, text = self._evaluate_text(item.elts[0]), self._evaluate_text(item.elts[1])
                if member and text:
                    docstrings.setdefault(f"{name}.{member}", _strip_signature(clean_docstring(text)))
            else:
                text = self._evaluate_text(item)
                if text:
                    # The first text counts, because a docstring is set only once.
                    docstrings.setdefault(name, _strip_signature(clean_docstring(text)))

    def _evaluate_text(self, node: ast.expr, depth: int = 0) -> str | None:
        """Returns the string that an expression of literals evaluates to; None for any other expression."""
        if depth > 20:
            return None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            target = self._resolver.resolve_name(self._module.name, node.id)
            value = target.binding if isinstance(target, Symbol) else None
            return self._evaluate_text(value.value, depth + 1) if isinstance(value, Variable) and value.value else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._evaluate_text(node.left, depth + 1), self._evaluate_text(node.right, depth + 1)
            return left + right if left is not None and right is not None else None
        if isinstance(node, ast.JoinedStr):
            inner = [item.value if isinstance(item, ast.FormattedValue) else item for item in node.values]
            texts = [self._evaluate_text(item, depth + 1) for item in inner]
            return "".join(text for text in texts if text is not None) if None not in texts else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._evaluate_method(node, node.func, depth)
        return None

    def _evaluate_method(self, node: ast.Call, function: ast.Attribute, depth: int) -> str | None:
        arguments = [self._evaluate_text(item, depth + 1) for item in node.args]
        if function.attr == "dedent" and arguments:
            return clean_docstring(arguments[0]) if arguments[0] is not None else None
        base = self._evaluate_text(function.value, depth + 1)
        if base is None:
            return None
        if function.attr == "replace" and len(arguments) == 2:
            # An argument that cannot be evaluated leaves the text unchanged.
            return base.replace(arguments[0], arguments[1]) if arguments[0] and arguments[1] is not None else base
        return base.strip() if function.attr in ("strip", "rstrip", "lstrip") else None
