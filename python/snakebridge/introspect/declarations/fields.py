"""Fields of named tuples, typed dicts and data classes, and the constructors that follow from them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir import ANY, MISSING, SELF, FieldIR, ParameterIR, ParameterKind, SignatureIR, TypeIR, TypeSource
from ..source.binder import Class, Value
from ..source.resolver import Symbol
from ..types.annotations import Annotator, annotator_for
from ..types.class_facts import facts_of
from ..types.keyword_rule import allows_mapping
from ..types.substitution import substitute
from .parameters import default_text, parameter

if TYPE_CHECKING:
    from ..program import Program


@dataclass(frozen=True)
class _Field:
    name: str
    type: TypeIR
    default: str | None
    keyword_only: bool


def named_tuple_fields(program: Program, symbol: Symbol) -> list[FieldIR] | None:
    """None for a class that is no named tuple itself."""
    fields = _tuple_fields(program, symbol)
    if fields is None:
        return None
    return [{"name": item.name, "type": item.type, "required": item.default is None} for item in fields]


def named_tuple_constructor(program: Program, symbol: Symbol) -> SignatureIR | None:
    fields = _tuple_fields(program, symbol)
    return None if fields is None else _constructor(program, symbol, fields)


def typed_dict_fields(program: Program, symbol: Symbol) -> list[FieldIR] | None:
    """Own and inherited fields; None for a class that is no typed dict."""
    facts = facts_of(program, symbol)
    if not facts.typed_dict:
        return None
    found: dict[str, FieldIR] = {}
    for ancestor in reversed(facts.lineage):
        for item in _own_dict_fields(program, ancestor):
            found[item["name"]] = item
    return list(found.values())


def applied_dict_fields(program: Program, type_: TypeIR) -> list[FieldIR] | None:
    """Returns the fields of a typed dict in use, its type arguments applied; None where the type is no typed dict."""
    symbol = program.symbol(type_["id"]) if type_["t"] == "class" else None
    fields = typed_dict_fields(program, symbol) if symbol else None
    if symbol is None or fields is None or type_["t"] != "class":
        return None
    parameters = [item["name"] for item in facts_of(program, symbol).parameters if item["t"] == "typevar"]
    known = dict(zip(parameters, type_["args"], strict=False))
    return [{**item, "type": substitute(item["type"], known)} for item in fields]


def dataclass_constructor(program: Program, symbol: Symbol) -> SignatureIR | None:
    """None for a class that is no data class or writes its own `__init__`."""
    options = dataclass_options(program, symbol)
    if options is None or options.get("init") is False:
        return None
    found: dict[str, _Field] = {}
    for ancestor in reversed(facts_of(program, symbol).lineage):
        settings = dataclass_options(program, ancestor)
        if settings is not None:
            for item in _data_fields(program, ancestor, settings.get("kw_only") is True, found):
                found[item.name] = item
    return _constructor(program, symbol, list(found.values()))


def dataclass_options(program: Program, symbol: Symbol) -> dict[str, object] | None:
    """The literal options of `@dataclass(…)`; None for other classes."""
    if not isinstance(symbol.binding, Class):
        return None
    for decorator in symbol.binding.node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        target = program.names.dotted(called, symbol)
        if isinstance(target, Symbol) and target.key == "dataclasses:dataclass":
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            return {
                item.arg: item.value.value for item in keywords if item.arg and isinstance(item.value, ast.Constant)
            }
    return None


def is_pseudo_field(annotator: Annotator, value: Value) -> bool:
    """`InitVar` and `KW_ONLY` say something about the constructor; instances have no such attribute."""
    node = value.annotation
    base = node.value if isinstance(node, ast.Subscript) else node
    target = annotator.find(base) if isinstance(base, (ast.Name, ast.Attribute)) else None
    return isinstance(target, Symbol) and target.key in ("dataclasses:InitVar", "dataclasses:KW_ONLY")


def _constructor(program: Program, symbol: Symbol, fields: list[_Field]) -> SignatureIR:
    source: TypeSource = "stub" if symbol.module.stub else "annotation"
    parameters: list[ParameterIR] = []
    for item in sorted(fields, key=lambda item: item.keyword_only):
        kind: ParameterKind = "keyword-only" if item.keyword_only else "positional-or-keyword"
        mapping = allows_mapping(program, item.type, symbol)
        told: TypeSource = "none" if item.type is MISSING else source
        parameters.append(parameter(item.name, kind, item.type, told, item.default, mapping))
    return {"parameters": parameters, "result": SELF, "resultSource": source, "self": None, "deprecated": None}


def _tuple_fields(program: Program, symbol: Symbol) -> list[_Field] | None:
    binding = symbol.binding
    if not facts_of(program, symbol).named_tuple:
        return None
    annotator = annotator_for(program, symbol.module, symbol)
    if isinstance(binding, Value):
        return _called_fields(annotator, binding.value)
    nodes = binding.node.bases if isinstance(binding, Class) else []
    base = next((node for node in nodes if isinstance(node, ast.Call)), None)
    if base is not None:
        return _called_fields(annotator, base)
    found: list[_Field] = []
    for name, value in program.names.body(symbol).names.items():
        if isinstance(value, Value) and value.annotation is not None:
            found.append(_Field(name, annotator.convert(value.annotation), default_text(value.value), False))
    return found


def _called_fields(annotator: Annotator, call: ast.expr | None) -> list[_Field] | None:
    """`namedtuple("P", "x y")`, `namedtuple("P", ["x", "y"])`, `NamedTuple("P", [("x", int)])`."""
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return None
    given = call.args[1]
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        names: list[tuple[str, TypeIR]] = [(name, MISSING) for name in given.value.replace(",", " ").split()]
    elif isinstance(given, (ast.List, ast.Tuple)):
        names = [pair for item in given.elts for pair in _called_field(annotator, item)]
        if len(names) != len(given.elts):
            return None
    else:
        return None
    optional = 0
    for keyword in call.keywords:
        if keyword.arg == "defaults" and isinstance(keyword.value, (ast.List, ast.Tuple)):
            optional = len(keyword.value.elts)
        elif keyword.arg == "rename":
            return None
    first = len(names) - optional
    return [_Field(name, type_, "..." if index >= first else None, False) for index, (name, type_) in enumerate(names)]


def _called_field(annotator: Annotator, item: ast.expr) -> list[tuple[str, TypeIR]]:
    if isinstance(item, ast.Constant) and isinstance(item.value, str):
        return [(item.value, MISSING)]
    if isinstance(item, ast.Tuple) and len(item.elts) == 2 and isinstance(item.elts[0], ast.Constant):
        return [(str(item.elts[0].value), annotator.convert(item.elts[1]))]
    return []


def called_names(symbol: Symbol) -> list[str]:
    """Members of `Enum("Shape", "CIRCLE SQUARE")`, given as a string, a list of names or pairs, or a dict."""
    call = symbol.binding.value if isinstance(symbol.binding, Value) else None
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return []
    given = call.args[1]
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value.replace(",", " ").split()
    items: list[ast.expr | None] = list(given.keys) if isinstance(given, ast.Dict) else []
    if isinstance(given, (ast.List, ast.Tuple)):
        items = list(given.elts)
    names = [item.elts[0] if isinstance(item, (ast.List, ast.Tuple)) and item.elts else item for item in items]
    return [item.value for item in names if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def _own_dict_fields(program: Program, symbol: Symbol) -> list[FieldIR]:
    binding = symbol.binding
    annotator = annotator_for(program, symbol.module, symbol)
    pairs: list[tuple[str, ast.expr]] = []
    total = True
    if isinstance(binding, Class):
        if not facts_of(program, symbol).typed_dict:
            return []
        total = _is_total(binding.node.keywords)
        for name, value in program.names.body(symbol).names.items():
            if isinstance(value, Value) and value.annotation is not None:
                pairs.append((name, value.annotation))
    elif isinstance(binding, Value) and isinstance(binding.value, ast.Call) and len(binding.value.args) == 2:
        total = _is_total(binding.value.keywords)
        given = binding.value.args[1]
        if isinstance(given, ast.Dict):
            for key, item in zip(given.keys, given.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    pairs.append((key.value, item))
    return [_dict_field(annotator, name, node, total) for name, node in pairs]


def _is_total(keywords: list[ast.keyword]) -> bool:
    return not any(
        item.arg == "total" and isinstance(item.value, ast.Constant) and item.value.value is False for item in keywords
    )


def _dict_field(annotator: Annotator, name: str, node: ast.expr, required: bool) -> FieldIR:
    while isinstance(node, ast.Subscript):
        form = annotator.special(node.value)
        if form not in ("Required", "NotRequired", "ReadOnly"):
            break
        required = required if form == "ReadOnly" else form == "Required"
        node = node.slice
    return {"name": name, "type": annotator.convert(node), "required": required}


def _data_fields(program: Program, owner: Symbol, keyword_only: bool, known: dict[str, _Field]) -> list[_Field]:
    annotator = annotator_for(program, owner.module, owner)
    found: list[_Field] = []
    for name, value in program.names.body(owner).names.items():
        if not isinstance(value, Value):
            continue
        if value.annotation is None:
            if name in known and value.value is not None:
                # A subclass gives an inherited field another default.
                found.append(_Field(name, known[name].type, default_text(value.value), known[name].keyword_only))
            continue
        node = value.annotation
        base = node.value if isinstance(node, ast.Subscript) else node
        if annotator.special(base) == "ClassVar":
            continue
        target = annotator.find(base)
        if isinstance(target, Symbol) and target.key == "dataclasses:KW_ONLY":
            keyword_only = True
            continue
        if isinstance(target, Symbol) and target.key == "dataclasses:InitVar":
            type_ = annotator.convert(node.slice) if isinstance(node, ast.Subscript) else ANY
        else:
            type_ = annotator.convert(node)
        field = _data_field(program, owner, name, type_, value.value, keyword_only)
        if field is not None:
            found.append(field)
    return found


def _data_field(
    program: Program, owner: Symbol, name: str, type_: TypeIR, default: ast.expr | None, keyword_only: bool
) -> _Field | None:
    if not isinstance(default, ast.Call):
        return _Field(name, type_, default_text(default), keyword_only)
    target = program.names.dotted(default.func, owner)
    if not isinstance(target, Symbol) or target.key != "dataclasses:field":
        return _Field(name, type_, default_text(default), keyword_only)
    options = {item.arg: item.value for item in default.keywords}

    def flag(option: str) -> object:
        node = options.get(option)
        return node.value if isinstance(node, ast.Constant) else None

    if flag("init") is False:
        return None
    has_default = "default" in options or "default_factory" in options
    text = default_text(options["default"]) if "default" in options else "..." if has_default else None
    only = flag("kw_only")
    return _Field(name, type_, text, keyword_only if only is None else only is True)
