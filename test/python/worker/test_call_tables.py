"""Call tables: the verdict of the callable that was really resolved, coercions and result rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from worker_client import TRAILING, WANT, Worker, error_of, obj, path, sequence, value_of

from snakebridge.worker.wire import msgpack_pure
from snakebridge.worker.wire.msgpack_pure import Extension

T = "worker_tables"
S = "worker_sample"


def table(module: str, callables: Any = None, classes: Any = None, values: Any = None) -> dict[str, Any]:
    content = {"version": 1, "module": module, "callables": callables or {}, "classes": classes or {}}
    return {**content, "values": values} if values else content


@pytest.fixture
def tabled(start: Callable[..., Worker]) -> Callable[..., Worker]:
    def with_table(callables: Any = None, classes: Any = None, values: Any = None, module: str = T) -> Worker:
        worker = start()
        worker.permit(S)
        worker.permit(T)
        worker.permit(module, None, table(module, callables, classes, values))
        return worker

    return with_table


def trailing(worker: Worker, target: Any, *args: Any) -> Any:
    return value_of(worker.answer(worker.start(target, *args, obj(key=1), flags=WANT | TRAILING)))


UNDECLARED = {"keywords": "a*a", "undeclared": {"positions": [0], "rest": True, "names": ["key", "other"]}}


@pytest.mark.parametrize("before", [(), (1,), (1, 2)])
def test_an_object_of_parameter_names_is_refused_where_nothing_is_declared(
    tabled: Callable[..., Worker], before: tuple[int, ...]
) -> None:
    worker = tabled({"kinds": UNDECLARED}, module=S)
    error = error_of(worker.answer(worker.start(path(S, "kinds"), *before, obj(key=1), flags=WANT | TRAILING)))
    assert error["code"] == "ARGUMENT_TYPE"
    assert "`f(…, kw, { key })`" in error["message"]
    assert "`f(…, dict({ key }))`" in error["message"]


@pytest.mark.parametrize("entries", [{"key": 1, "unknown": 2}, {}])
def test_any_other_object_is_the_argument_where_nothing_is_declared(
    tabled: Callable[..., Worker], entries: dict[str, int]
) -> None:
    worker = tabled({"kinds": UNDECLARED}, module=S)
    answer = worker.answer(worker.start(path(S, "kinds"), obj(**entries), flags=WANT | TRAILING))
    assert value_of(answer) == ["dict"]


def test_a_dict_without_the_flag_is_an_argument_everywhere(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"kinds": UNDECLARED}, module=S)
    assert value_of(worker.answer(worker.start(path(S, "kinds"), obj(key=1), flags=WANT))) == ["dict"]


KEYWORDS, ARGUMENT = ["key: int"], ["dict"]


@pytest.mark.parametrize(
    ("verdicts", "position", "expected"),
    [
        ("", 0, KEYWORDS),
        ("k", 0, KEYWORDS),
        ("a", 0, ARGUMENT),
        ("a", 1, KEYWORDS),
        ("ka", 1, ARGUMENT),
        ("k*a", 1, ARGUMENT),
        ("k*a", 7, ARGUMENT),
        ("a*k", 0, ARGUMENT),
        ("a*k", 3, KEYWORDS),
        ("*a", 0, ARGUMENT),
    ],
)
def test_a_trailing_object_follows_the_verdict_of_its_position(
    tabled: Callable[..., Worker], verdicts: str, position: int, expected: list[str]
) -> None:
    for entry in (verdicts, {"keywords": verdicts}):
        worker = tabled({"function": entry})
        assert trailing(worker, path(T, "function"), *[0] * position)[position:] == expected


def test_a_callable_in_no_table_takes_the_object_as_an_argument(tabled: Callable[..., Worker]) -> None:
    worker = tabled()
    assert trailing(worker, path(T, "function")) == ARGUMENT
    assert trailing(worker, path(S, "kinds")) == ARGUMENT


def test_a_trailing_map_is_always_an_argument(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"function": "k"})
    assert worker.call(path(T, "function"), sequence(8, "key", 1)) == ARGUMENT


def test_a_function_keeps_its_verdict_when_it_is_held_or_found_elsewhere(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"function": "k"})
    assert trailing(worker, worker.get(path(T, "function")).ref) == KEYWORDS
    assert trailing(worker, path(T, "alias")) == KEYWORDS


def test_a_method_has_the_verdict_of_the_class_that_declares_it(tabled: Callable[..., Worker]) -> None:
    worker = tabled(None, {f"{S}.Thing": {"name": "Thing", "methods": {"method": "k", "make": "k", "plain": "k"}}})
    thing, child, other = (worker.call(path(S, name)) for name in ("Thing", "Child", "Overriding"))
    assert trailing(worker, thing.at("method")) == KEYWORDS
    assert trailing(worker, child.at("method")) == KEYWORDS
    assert trailing(worker, other.at("method")) == ["overridden", *ARGUMENT]
    assert trailing(worker, worker.get(child.at("method")).ref) == KEYWORDS
    assert trailing(worker, path(S, "Child", "make")) == KEYWORDS
    assert trailing(worker, path(S, "Thing", "plain")) == KEYWORDS
    assert trailing(worker, child.at("make")) == KEYWORDS


def test_a_method_read_from_its_class_counts_from_after_the_instance(tabled: Callable[..., Worker]) -> None:
    worker = tabled(None, {f"{S}.Thing": {"name": "Thing", "methods": {"method": {"keywords": "ka", "floats": [0]}}}})
    thing = worker.call(path(S, "Thing"))
    assert trailing(worker, path(S, "Thing", "method"), thing.ref) == KEYWORDS
    assert trailing(worker, path(S, "Thing", "method"), thing.ref, 1) == ["float", "dict"]
    assert trailing(worker, thing.at("method"), 1) == ["float", "dict"]


def test_a_declaration_on_a_subclass_covers_what_its_base_implements(tabled: Callable[..., Worker]) -> None:
    worker = tabled(None, {f"{S}.Child": {"name": "Child", "methods": {"method": "k"}}})
    assert trailing(worker, worker.call(path(S, "Child")).at("method")) == KEYWORDS
    assert trailing(worker, worker.call(path(S, "Thing")).at("method")) == ARGUMENT


def test_a_declaration_on_a_base_covers_what_a_tabled_subclass_implements(tabled: Callable[..., Worker]) -> None:
    classes = {
        f"{S}.Overriding": {"name": "Overriding", "methods": {}},
        f"{S}.Thing": {"name": "Thing", "methods": {"method": "k"}},
    }
    assert trailing(tabled(None, classes), path(S, "Overriding", "method"), 0)[0] == "overridden"


def test_a_class_whose_home_differs_is_found_by_its_public_name(tabled: Callable[..., Worker]) -> None:
    members = {"name": "Public", "methods": {"method": "k"}, "attributes": {"size": "int"}}
    worker = tabled({"Public": "k"}, {"stub.only.Home": members})
    hidden = worker.call(path(T, "Public"))
    assert trailing(worker, hidden.at("method")) == KEYWORDS
    assert error_of(worker.ask("get", hidden.at("size"), WANT))["code"] == "INTEGER_RANGE"


def test_a_class_is_called_by_the_verdict_of_its_constructor(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"Thing": "k"}, {f"{S}.Thing": {"name": "Thing", "methods": {}}})
    held = worker.get(path(T, "Thing"))
    for target in (path(T, "Thing"), path(S, "Thing"), held.ref):
        thing = value_of(worker.answer(worker.start(target, obj(key=1), flags=WANT | TRAILING)))
        assert worker.get(thing.at("kwargs")) == {"key": 1}


def test_an_instance_is_called_by_the_verdict_of_its_call_method(tabled: Callable[..., Worker]) -> None:
    worker = tabled(None, {f"{T}.Instance": {"name": "Instance", "methods": {"__call__": "k"}}})
    assert trailing(worker, path(T, "instance")) == KEYWORDS
    assert trailing(worker, worker.get(path(T, "instance")).ref) == KEYWORDS


def test_declared_floats_and_tuples_are_made_from_numbers_and_arrays(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"function": {"keywords": "kkkk", "floats": [0, "x"], "tuples": [1, "shape"]}})
    assert worker.call(path(T, "function"), 1, [2, 3], 4, [5]) == ["float", "tuple[int, int]", "int", "list[int]"]
    assert worker.call(path(T, "function"), True, None) == ["bool", "NoneType"]
    assert worker.call(path(T, "function"), 0.5, sequence(6, 1)) == ["float", "tuple[int]"]
    keywords = {"x": 1, "shape": [1], "other": 1}
    assert worker.call(path(T, "function"), kwargs=keywords) == ["x: float", "shape: tuple[int]", "other: int"]
    trailed = worker.start(path(T, "function"), obj(x=1, shape=[1]), flags=WANT | TRAILING)
    assert value_of(worker.answer(trailed)) == ["x: float", "shape: tuple[int]"]


def test_an_integer_beyond_every_float_is_left_to_the_function(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"function": {"keywords": "k", "floats": [0]}})
    assert worker.call(path(T, "function"), Extension(3, msgpack_pure.encode_big_integer(10**400))) == ["int"]


SAFE = 2**53 - 1


@pytest.mark.parametrize("value", [SAFE, -SAFE, [SAFE, 1], obj(a=[SAFE]), 1.5, "x", True])
def test_integers_within_the_safe_range_pass_the_rule(tabled: Callable[..., Worker], value: Any) -> None:
    worker = tabled({"give": {"keywords": "a", "result": "int"}})
    assert worker.answer(worker.start(path(T, "give"), value))[0] == "result"


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (SAFE + 1, "result:"),
        (-SAFE - 1, "result:"),
        ([1, SAFE + 1], "result[1]:"),
        (obj(a=[1.5, SAFE + 1]), 'result["a"][1]:'),
        (sequence(8, SAFE + 1, 1), "result["),
        (sequence(9, SAFE + 1), "result{…}:"),
    ],
)
def test_an_integer_beyond_the_safe_range_is_refused_by_the_rule(
    tabled: Callable[..., Worker], value: Any, place: str
) -> None:
    worker = tabled({"give": {"keywords": "a", "result": "int"}})
    error = worker.refused(path(T, "give"), value)
    assert error["code"] == "INTEGER_RANGE"
    assert error["message"].startswith(place)
    assert "9007199254740992" in error["message"]
    assert "py:builtins" in error["message"]


def test_the_remedy_for_a_large_integer_works(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"give": {"keywords": "a", "result": "int"}})
    worker.permit("builtins")
    pending = worker.start(path(T, "give"), SAFE + 2, flags=0)
    text = worker.start(path("builtins", "str"), path(pending))
    worker.receive()
    assert value_of(worker.answer(text)) == str(SAFE + 2)
    worker.send("pull", pending)
    assert error_of(worker.receive())["code"] == "INTEGER_RANGE"


def test_the_rule_holds_for_constants_and_numpy_integers(tabled: Callable[..., Worker]) -> None:
    worker = tabled(None, None, {"limit": "int"})
    assert error_of(worker.ask("get", path(T, "limit"), WANT))["code"] == "INTEGER_RANGE"
    worker.permit("numpy", None, table("numpy", {"int64": {"keywords": "k", "result": "int"}}))
    assert worker.refused(path("numpy", "int64"), SAFE + 1)["code"] == "INTEGER_RANGE"
    assert worker.call(path("numpy", "int64"), SAFE) == SAFE


def test_without_the_rule_integers_are_exact(tabled: Callable[..., Worker]) -> None:
    assert tabled().call(path(T, "give"), [SAFE + 1, -SAFE - 3]) == [SAFE + 1, -SAFE - 3]


def test_a_declared_dict_arrives_as_a_map_even_when_empty(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"give": {"keywords": "a", "result": "map"}})
    assert worker.call(path(T, "give"), obj()) == {"map": []}
    assert worker.call(path(T, "give"), [obj(a=obj(b=1))]) == [{"map": [("a", {"b": 1})]}]


def test_a_declared_object_arrives_as_an_object(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"give": {"keywords": "a", "result": "object"}})
    assert worker.call(path(T, "give"), obj()) == {}
    assert worker.call(path(T, "give"), sequence(8, "a", 1)) == {"a": 1}


def test_a_table_that_comes_again_replaces_the_first(tabled: Callable[..., Worker]) -> None:
    worker = tabled({"function": "a"})
    assert trailing(worker, path(T, "function")) == ARGUMENT
    worker.permit(T, None, table(T, {"function": "k"}))
    assert trailing(worker, path(T, "function")) == KEYWORDS
