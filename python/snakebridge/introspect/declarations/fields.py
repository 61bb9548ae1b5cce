"""Reads the fields of named tuples, typed dicts and data classes, and makes their constructors."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir import FieldIR, ParameterIR, ParameterKind, SignatureIR, TypeIR, TypeSource
from ..source.binder import Class, Variable
from ..source.resolver import Symbol
from ..types.annotations import AnnotationConverter, get_converter
from ..types.class_facts import get_class_facts
from ..types.factories import ANY, MISSING, SELF
from ..types.keyword_rule import allows_mapping
from ..types.substitution import substitute_variables
from .parameters import format_default, make_parameter

if TYPE_CHECKING:
    from ..program import Program


@dataclass(frozen=True)
class _Field:
    """A field that the constructor takes."""

    name: str
    type: TypeIR
    default: str | None
    keyword_only: bool


def read_named_tuple_fields(program: Program, symbol: Symbol) -> list[FieldIR] | None:
    """Returns the fields of a named tuple; None for any other class, also for a subclass of a named tuple."""
    fields = _read_tuple_fields(program, symbol)
    if fields is None:
        return None
    return [{"name": item.name, "type": item.type, "required": item.default is None} for item in fields]


def make_named_tuple_constructor(program: Program, symbol: Symbol) -> SignatureIR | None:
    """Returns the constructor of a named tuple; None for any other class."""
    fields = _read_tuple_fields(program, symbol)
    return None if fields is None else _make_constructor(program, symbol, fields)


def read_typed_dict_fields(program: Program, symbol: Symbol) -> list[FieldIR] | None:
    """Returns the own and inherited fields of a typed dict; None for any other class."""
    facts = get_class_facts(program, symbol)
    if not facts.is_typed_dict:
        return None
    fields: dict[str, FieldIR] = {}
    for ancestor in reversed(facts.lineage):
        for item in _read_own_dict_fields(program, ancestor):
            fields[item["name"]] = item
    return list(fields.values())


def read_applied_fields(program: Program, type_: TypeIR) -> list[FieldIR] | None:
    """Returns the fields of a typed dict with the type arguments of `type_`; None for any other type."""
    symbol = program.find_class(type_["id"]) if type_["t"] == "class" else None
    fields = read_typed_dict_fields(program, symbol) if symbol else None
    if symbol is None or fields is None or type_["t"] != "class":
        return None
    parameters = [item["name"] for item in get_class_facts(program, symbol).parameters if item["t"] == "typevar"]
    type_arguments = dict(zip(parameters, type_["args"], strict=False))
    return [{**item, "type": substitute_variables(item["type"], type_arguments)} for item in fields]


def make_dataclass_constructor(program: Program, symbol: Symbol) -> SignatureIR | None:
    """Returns the constructor that `@dataclass` makes; None for any other class and for `init=False`."""
    options = read_dataclass_options(program, symbol)
    if options is None or options.get("init") is False:
        return None
    fields: dict[str, _Field] = {}
    for ancestor in reversed(get_class_facts(program, symbol).lineage):
        settings = read_dataclass_options(program, ancestor)
        if settings is not None:
            for item in _read_dataclass_fields(program, ancestor, settings.get("kw_only") is True, fields):
                fields[item.name] = item
    return _make_constructor(program, symbol, list(fields.values()))


def read_dataclass_options(program: Program, symbol: Symbol) -> dict[str, object] | None:
    """Returns the options of `@dataclass(…)` that are literals; None for any other class."""
    if not isinstance(symbol.binding, Class):
        return None
    for decorator in symbol.binding.node.decorator_list:
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        target = program.resolver.resolve_dotted_name(function, symbol)
        if isinstance(target, Symbol) and target.key == "dataclasses:dataclass":
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            return {
                item.arg: item.value.value for item in keywords if item.arg and isinstance(item.value, ast.Constant)
            }
    return None


def is_pseudo_field(converter: AnnotationConverter, variable: Variable) -> bool:
    """Returns whether a field is an `InitVar` or `KW_ONLY`: instances have no such attribute."""
    node = variable.annotation
    base = node.value if isinstance(node, ast.Subscript) else node
    target = converter.resolve(base) if isinstance(base, (ast.Name, ast.Attribute)) else None
    return isinstance(target, Symbol) and target.key in ("dataclasses:InitVar", "dataclasses:KW_ONLY")


def _make_constructor(program: Program, symbol: Symbol, fields: list[_Field]) -> SignatureIR:
    source: TypeSource = "stub" if symbol.module.is_stub else "annotation"
    parameters: list[ParameterIR] = []
    for item in sorted(fields, key=lambda item: item.keyword_only):
        kind: ParameterKind = "keyword-only" if item.keyword_only else "positional-or-keyword"
        mapping = allows_mapping(program, item.type, symbol)
        field_source: TypeSource = "none" if item.type is MISSING else source
        parameters.append(make_parameter(item.name, kind, item.type, field_source, item.default, mapping))
    return {"parameters": parameters, "result": SELF, "resultSource": source, "self": None, "deprecated": None}


def _read_tuple_fields(program: Program, symbol: Symbol) -> list[_Field] | None:
    binding = symbol.binding
    if not get_class_facts(program, symbol).is_named_tuple:
        return None
    converter = get_converter(program, symbol.module, symbol)
    if isinstance(binding, Variable):
        return _read_functional_fields(converter, binding.value)
    nodes = binding.node.bases if isinstance(binding, Class) else []
    base = next((node for node in nodes if isinstance(node, ast.Call)), None)
    if base is not None:
        return _read_functional_fields(converter, base)
    fields: list[_Field] = []
    for name, variable in program.resolver.get_body(symbol).names.items():
        if isinstance(variable, Variable) and variable.annotation is not None:
            fields.append(_Field(name, converter.convert(variable.annotation), format_default(variable.value), False))
    return fields


def _read_functional_fields(converter: AnnotationConverter, call: ast.expr | None) -> list[_Field] | None:
    """Reads the fields of `namedtuple("P", "x y")` or `NamedTuple("P", [("x", int)])`."""
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return None
    argument = call.args[1]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        names: list[tuple[str, TypeIR]] = [(name, MISSING) for name in argument.value.replace(",", " ").split()]
    elif isinstance(argument, (ast.List, ast.Tuple)):
        names = [pair for item in argument.elts for pair in _read_functional_field(converter, item)]
        if len(names) != len(argument.elts):
            return None
    else:
        return None
    default_count = 0
    for keyword in call.keywords:
        if keyword.arg == "defaults" and isinstance(keyword.value, (ast.List, ast.Tuple)):
            default_count = len(keyword.value.elts)
        elif keyword.arg == "rename":
            return None
    first_default = len(names) - default_count
    return [
        _Field(name, type_, "..." if index >= first_default else None, False)
        for index, (name, type_) in enumerate(names)
    ]


def _read_functional_field(converter: AnnotationConverter, item: ast.expr) -> list[tuple[str, TypeIR]]:
    if isinstance(item, ast.Constant) and isinstance(item.value, str):
        return [(item.value, MISSING)]
    if isinstance(item, ast.Tuple) and len(item.elts) == 2 and isinstance(item.elts[0], ast.Constant):
        return [(str(item.elts[0].value), converter.convert(item.elts[1]))]
    return []


def read_functional_enum_names(symbol: Symbol) -> list[str]:
    """Returns the members of `Enum("Shape", "CIRCLE SQUARE")`; names may also be in a list, pairs or a dict."""
    call = symbol.binding.value if isinstance(symbol.binding, Variable) else None
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return []
    argument = call.args[1]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value.replace(",", " ").split()
    items: list[ast.expr | None] = list(argument.keys) if isinstance(argument, ast.Dict) else []
    if isinstance(argument, (ast.List, ast.Tuple)):
        items = list(argument.elts)
    names = [item.elts[0] if isinstance(item, (ast.List, ast.Tuple)) and item.elts else item for item in items]
    return [item.value for item in names if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def _read_own_dict_fields(program: Program, symbol: Symbol) -> list[FieldIR]:
    binding = symbol.binding
    converter = get_converter(program, symbol.module, symbol)
    pairs: list[tuple[str, ast.expr]] = []
    is_total = True
    if isinstance(binding, Class):
        if not get_class_facts(program, symbol).is_typed_dict:
            return []
        is_total = _is_total(binding.node.keywords)
        for name, variable in program.resolver.get_body(symbol).names.items():
            if isinstance(variable, Variable) and variable.annotation is not None:
                pairs.append((name, variable.annotation))
    elif isinstance(binding, Variable) and isinstance(binding.value, ast.Call) and len(binding.value.args) == 2:
        is_total = _is_total(binding.value.keywords)
        argument = binding.value.args[1]
        if isinstance(argument, ast.Dict):
            for key, item in zip(argument.keys, argument.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    pairs.append((key.value, item))
    return [_make_dict_field(converter, name, node, is_total) for name, node in pairs]


def _is_total(keywords: list[ast.keyword]) -> bool:
    return not any(
        item.arg == "total" and isinstance(item.value, ast.Constant) and item.value.value is False for item in keywords
    )


def _make_dict_field(converter: AnnotationConverter, name: str, node: ast.expr, is_required: bool) -> FieldIR:
    while isinstance(node, ast.Subscript):
        form = converter.find_special_form(node.value)
        if form not in ("Required", "NotRequired", "ReadOnly"):
            break
        is_required = is_required if form == "ReadOnly" else form == "Required"
        node = node.slice
    return {"name": name, "type": converter.convert(node), "required": is_required}


def _read_dataclass_fields(
    program: Program, owner: Symbol, keyword_only: bool, inherited_fields: dict[str, _Field]
) -> list[_Field]:
    converter = get_converter(program, owner.module, owner)
    fields: list[_Field] = []
    for name, variable in program.resolver.get_body(owner).names.items():
        if not isinstance(variable, Variable):
            continue
        if variable.annotation is None:
            if name in inherited_fields and variable.value is not None:
                # A subclass changes the default of an inherited field.
                fields.append(
                    _Field(
                        name,
                        inherited_fields[name].type,
                        format_default(variable.value),
                        inherited_fields[name].keyword_only,
                    )
                )
            continue
        node = variable.annotation
        base = node.value if isinstance(node, ast.Subscript) else node
        if converter.find_special_form(base) == "ClassVar":
            continue
        target = converter.resolve(base)
        if isinstance(target, Symbol) and target.key == "dataclasses:KW_ONLY":
            keyword_only = True
            continue
        if isinstance(target, Symbol) and target.key == "dataclasses:InitVar":
            type_ = converter.convert(node.slice) if isinstance(node, ast.Subscript) else ANY
        else:
            type_ = converter.convert(node)
        field = _read_dataclass_field(program, owner, name, type_, variable.value, keyword_only)
        if field is not None:
            fields.append(field)
    return fields


def _read_dataclass_field(
    program: Program, owner: Symbol, name: str, type_: TypeIR, default: ast.expr | None, keyword_only: bool
) -> _Field | None:
    if not isinstance(default, ast.Call):
        return _Field(name, type_, format_default(default), keyword_only)
    target = program.resolver.resolve_dotted_name(default.func, owner)
    if not isinstance(target, Symbol) or target.key != "dataclasses:field":
        return _Field(name, type_, format_default(default), keyword_only)
    options = {item.arg: item.value for item in default.keywords}

    def get_flag(option: str) -> object:
        node = options.get(option)
        return node.value if isinstance(node, ast.Constant) else None

    if get_flag("init") is False:
        return None
    has_default = "default" in options or "default_factory" in options
    text = format_default(options["default"]) if "default" in options else "..." if has_default else None
    own_keyword_only = get_flag("kw_only")
    return _Field(name, type_, text, keyword_only if own_keyword_only is None else own_keyword_only is True)
