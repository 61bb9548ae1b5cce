"""Docstrings by definition: from the declaring file, else from the file that runs, else from tables kept beside it.

Nothing is imported: `add_newdoc(…)` calls are read as syntax.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..library_tables import DOC_CALLS, DOC_OWNERS, DOC_TABLES
from .binder import Class, Function, Module, Value
from .resolver import Symbol

if TYPE_CHECKING:
    from .resolver import Names

#: The header that C functions give their signature by.
_SIGNATURE = re.compile(r"\A\S*\(.*?\)\n--\n+", re.DOTALL)


class Docs:
    """`runs`: the view of the files that run, which hold the docstrings that stubs lack."""

    def __init__(self, runs: Names) -> None:
        self._runs = runs
        self._tables: dict[str, dict[str, str]] = {}

    def of(self, symbol: Symbol) -> str | None:
        own = _docstring(symbol)
        if own is not None or not symbol.module.stub:
            return own
        found = self._runs.unalias(self._runs.qualified(symbol.module.name, symbol.name))
        if not isinstance(found, Symbol):
            found = self._inherited(symbol)
        text = _docstring(found) if isinstance(found, Symbol) else None
        return text if text is not None else self._listed(symbol)

    def of_module(self, module: Module) -> str | None:
        runs = self._runs.module(module.name) if module.stub else None
        return body_docstring(module.tree.body) or (body_docstring(runs.tree.body) if runs else None)

    def _inherited(self, symbol: Symbol) -> Symbol | None:
        """Where the stub gives a class a method that the running class inherits."""
        owner, _, name = symbol.name.rpartition(".")
        found = self._runs.unalias(self._runs.qualified(symbol.module.name, owner)) if owner else None
        for _ in range(10):
            if not isinstance(found, Symbol) or not isinstance(found.binding, Class):
                return None
            inner = self._runs.member(found, name)
            if inner is not None:
                return inner
            bases = found.binding.node.bases
            found = self._runs.unalias(self._runs.dotted(bases[0], found)) if bases else None
        return None

    def _listed(self, symbol: Symbol) -> str | None:
        top = symbol.module.name.partition(".")[0]
        if top not in DOC_TABLES:
            return None
        if top not in self._tables:
            self._tables[top] = {}
            for module in DOC_TABLES[top]:
                found = self._runs.module(module)
                if found is not None:
                    self._tables[top].update(_DocTable(self._runs, found).read())
        owner, _, name = symbol.name.rpartition(".")
        shown = DOC_OWNERS.get(f"{symbol.module.name}:{owner}")
        return self._tables[top].get(f"{shown}.{name}" if shown else symbol.name)


def body_docstring(body: list[ast.stmt]) -> str | None:
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return clean(first.value.value) or None
    return None


def clean(text: str) -> str:
    """Without the indentation of the code around it, and without blank lines at the ends."""
    lines = text.expandtabs().splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()), default=0)
    trimmed = [line.strip() if index == 0 else line[margin:].rstrip() for index, line in enumerate(lines)]
    return "\n".join(trimmed).strip("\n")


def _without_signature(text: str) -> str:
    return _SIGNATURE.sub("", text)


def _docstring(symbol: Symbol) -> str | None:
    binding = symbol.binding
    if isinstance(binding, Class):
        return body_docstring(binding.node.body)
    if isinstance(binding, Function):
        for node in reversed(binding.nodes):
            text = body_docstring(node.body)
            if text is not None:
                return text
    return None


class _DocTable:
    """Docstrings given by calls: by qualified name inside the package (`ndarray.mean`)."""

    def __init__(self, names: Names, module: Module) -> None:
        self._names = names
        self._module = module

    def read(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for statement in self._module.tree.body:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in DOC_CALLS:
                self._call(call, found)
        return found

    def _call(self, call: ast.Call, found: dict[str, str]) -> None:
        named, text_at, owner = DOC_CALLS[getattr(call.func, "id", "")]
        name = self._text(call.args[named]) if len(call.args) > text_at else None
        if name is None:
            return
        name, given = owner + name, call.args[text_at]
        for item in given.elts if isinstance(given, ast.List) else [given]:
            if isinstance(item, ast.Tuple) and len(item.elts) == 2:
                member, text = self._text(item.elts[0]), self._text(item.elts[1])
                if member and text:
                    found.setdefault(f"{name}.{member}", _without_signature(clean(text)))
            else:
                text = self._text(item)
                if text:
                    # The first text stays, as a docstring that is set does.
                    found.setdefault(name, _without_signature(clean(text)))

    def _text(self, node: ast.expr, depth: int = 0) -> str | None:
        """The string that an expression of literals makes."""
        if depth > 20:
            return None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            target = self._names.lookup(self._module.name, node.id)
            value = target.binding if isinstance(target, Symbol) else None
            return self._text(value.value, depth + 1) if isinstance(value, Value) and value.value else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._text(node.left, depth + 1), self._text(node.right, depth + 1)
            return left + right if left is not None and right is not None else None
        if isinstance(node, ast.JoinedStr):
            inner = [item.value if isinstance(item, ast.FormattedValue) else item for item in node.values]
            texts = [self._text(item, depth + 1) for item in inner]
            return "".join(text for text in texts if text is not None) if None not in texts else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._method(node, node.func, depth)
        return None

    def _method(self, node: ast.Call, function: ast.Attribute, depth: int) -> str | None:
        arguments = [self._text(item, depth + 1) for item in node.args]
        if function.attr == "dedent" and arguments:
            return clean(arguments[0]) if arguments[0] is not None else None
        base = self._text(function.value, depth + 1)
        if base is None:
            return None
        if function.attr == "replace" and len(arguments) == 2:
            # What cannot be read is left as it stands.
            return base.replace(arguments[0], arguments[1]) if arguments[0] and arguments[1] is not None else base
        return base.strip() if function.attr in ("strip", "rstrip", "lstrip") else None
