"""What crosses by value, what stays a reference, and what is refused, through a real worker and real NumPy."""

from __future__ import annotations

import math
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from worker_client import WANT, Handle, Worker, error_of, path, sequence

from snakebridge.worker.wire import msgpack_pure
from snakebridge.worker.wire.msgpack_pure import Extension

S = "worker_sample"


def make(worker: Worker, expression: str) -> Any:
    return worker.call(path(S, "make"), expression)


def refused(worker: Worker, expression: str) -> dict[str, Any]:
    return worker.refused(path(S, "make"), expression)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("None", None),
        ("True", True),
        ("2**70", 2**70),
        ("-2**70", -(2**70)),
        ("-0.0", -0.0),
        ("float('inf')", math.inf),
        ("1+2j", 1 + 2j),
        ("b'\\x00\\xff'", b"\x00\xff"),
        ("bytearray(b'ab')", b"ab"),
        ("memoryview(b'abcd')[::2]", b"ac"),
        ("'\\ud800x'", "\ud800x"),
        ("['\\ud800', {'\\udc00': 1}]", ["\ud800", {"\udc00": 1}]),
        ("(1, (2, 3))", [1, [2, 3]]),
        ("{'__proto__': {'then': 1}}", {"__proto__": {"then": 1}}),
        ("{}", {}),
        ("{1: 'a', 'b': 2}", {"map": [(1, "a"), ("b", 2)]}),
        ("{(1, 2): {3}}", {"map": [([1, 2], {"set": [3]})]}),
        ("frozenset({1})", {"set": [1]}),
        ("Point(1, 'a')", ("named tuple", [["x", "y"], [1, "a"], "worker_sample", "Point"])),
        ("Word('abc')", "abc"),
        ("Count(7)", 7),
        ("Ratio(1.5)", 1.5),
        ("{Word('k'): Count(1)}", {"k": 1}),
        ("[1, 2.5, 'a', None, b'x', True]", [1, 2.5, "a", None, b"x", True]),
    ],
)
def test_a_value_crosses_as_what_it_is(worker: Worker, expression: str, value: Any) -> None:
    result = make(worker, expression)
    assert result == value
    assert repr(result) == repr(value)  # true and 1, 0.0 and -0.0 are equal


@pytest.mark.parametrize(
    "expression",
    [
        "Thing()",
        "Colour.RED",
        "Level.LOW",
        "collections.OrderedDict(a=1)",
        "collections.Counter('a')",
        "pathlib.PurePosixPath('a')",
        "range(3)",
        "slice(1)",
        "...",
        "iter([])",
        "Thing",
        "len",
        "Inner('p', None)",
        "__import__('datetime').date(2024, 1, 1)",
        "__import__('decimal').Decimal('1.5')",
    ],
)
def test_everything_else_is_a_reference(worker: Worker, expression: str) -> None:
    assert isinstance(make(worker, expression), Handle)


def test_a_container_holds_handles_where_values_have_no_form(worker: Worker) -> None:
    in_list, in_set, in_dict, as_key = make(worker, "(lambda t: [[t, 1], {t}, {'a': [t]}, {t: 2}])(Thing())")
    handle = in_list[0]
    assert isinstance(handle, Handle)
    assert (in_set, in_dict, as_key) == ({"set": [handle]}, {"a": [handle]}, {"map": [(handle, 2)]})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("numpy.bool_(True)", True),
        ("numpy.int8(-5)", -5),
        ("numpy.uint64(2**64-1)", 2**64 - 1),
        ("numpy.float16(0.5)", 0.5),
        ("numpy.float32(0.25)", 0.25),
        ("numpy.float64(1)", 1.0),
        ("numpy.complex64(1+2j)", 1 + 2j),
        ("numpy.complex128(1-2j)", 1 - 2j),
        ("numpy.str_('text')", "text"),
        ("numpy.bytes_(b'raw')", b"raw"),
        ("[numpy.int32(1), numpy.float64(2.5)]", [1, 2.5]),
        ("{numpy.str_('k'): numpy.int64(1)}", {"k": 1}),
    ],
)
def test_a_numpy_scalar_crosses_by_its_kind(worker: Worker, expression: str, value: Any) -> None:
    worker.get(path("numpy", "__version__"))
    result = make(worker, expression.replace("numpy", "sys.modules['numpy']"))
    assert result == value
    assert repr(result) == repr(value)


@pytest.mark.parametrize(
    "expression",
    [
        "numpy.datetime64('2024-01-01')",
        "numpy.datetime64('NaT')",
        "numpy.timedelta64(1, 's')",
        "numpy.longdouble(1)",
        "numpy.clongdouble(1)",
        "numpy.void(b'ab')",
        "numpy.zeros(2)",
    ],
)
def test_other_numpy_values_are_references(worker: Worker, expression: str) -> None:
    worker.get(path("numpy", "__version__"))
    assert isinstance(make(worker, expression.replace("numpy", "sys.modules['numpy']")), Handle)


def test_the_missing_values_of_pandas_are_null(fresh: Worker) -> None:
    make(fresh, "sys.modules.update(pandas=type(sys)('pandas')) or setattr(sys.modules['pandas'], 'NaT', Thing())")
    assert make(fresh, "[sys.modules['pandas'].NaT, 1]") == [None, 1]
    assert isinstance(make(fresh, "Thing()"), Handle)


def test_a_cycle_is_refused_with_its_path(worker: Worker) -> None:
    error = worker.refused(path(S, "cycle"))
    assert error["code"] == "NOT_TRANSFERABLE"
    assert error["message"].startswith('result[1]["a"][0]: a dict that contains itself')


def test_the_same_list_twice_is_no_cycle(worker: Worker) -> None:
    assert make(worker, "(lambda a: [a, a])([1])") == [[1], [1]]


def test_nesting_is_allowed_to_the_limit_and_refused_beyond(worker: Worker) -> None:
    value = worker.call(path(S, "nested"), 100)
    for _ in range(100):
        (value,) = value
    error = worker.refused(path(S, "nested"), 101)
    assert error["code"] == "LIMIT"
    assert "limit of 100 (limits.depth)" in error["message"]
    assert worker.refused(path(S, "nested"), 200_000)["code"] == "LIMIT"


def test_references_count_as_a_level_as_they_do_for_the_host(worker: Worker) -> None:
    make(worker, "globals().update(wrap=lambda v, n: v if n == 0 else [wrap(v, n - 1)])")
    assert refused(worker, "wrap(Thing(), 100)")["code"] == "LIMIT"
    value = make(worker, "wrap(Thing(), 99)")
    while not isinstance(value, Handle):
        (value,) = value


def test_a_refused_result_hands_out_no_reference(worker: Worker) -> None:
    make(worker, "globals().update(weak=__import__('weakref').WeakSet())")
    make(worker, "globals().update(watched=lambda: (t := Thing(), weak.add(t))[0])")
    failed = worker.start(path(S, "make"), "[watched(), nested(200)]")
    assert error_of(worker.answer(failed))["code"] == "LIMIT"
    worker.send("release", [], [failed])
    assert make(worker, "len(weak)") == 0
    handle = make(worker, "Thing()")
    assert worker.types[handle[1]][1] == "Thing"


def test_deep_arguments_are_refused_and_the_channel_goes_on(worker: Worker) -> None:
    value: Any = 0
    for _ in range(100):
        value = [value]
    assert worker.call(path(S, "echo"), value) == value
    assert worker.refused(path(S, "echo"), [value])["code"] == "LIMIT"
    assert error_of(worker.ask("set", path(S, "answer"), [value]))["code"] == "LIMIT"
    assert worker.ask("set", path(S, "answer"), value)[2] is None


def test_limits_of_hello_hold_in_both_directions(start: Callable[..., Worker]) -> None:
    worker = start(greet={"limits": {"frame": 2048, "depth": 3}})
    worker.permit(S)
    assert worker.call(path(S, "nested"), 3) == [[[0]]]
    assert "limit of 3" in worker.refused(path(S, "nested"), 4)["message"]
    assert "limit of 3" in worker.refused(path(S, "echo"), [[[[0]]]])["message"]
    error = refused(worker, "'x' * 2048")
    assert error["code"] == "LIMIT"
    assert "2048 (limits.frame)" in error["message"]
    assert refused(worker, "[Thing()] * 1000")["code"] == "LIMIT"
    worker.send("call", 99, path(S, "echo"), ["x" * 2048], None, WANT)
    fatal = worker.receive()
    assert fatal[:2] == ["fatal", "PROTOCOL"]
    assert "2048" in fatal[2]


def test_an_error_too_long_for_a_frame_is_shortened(start: Callable[..., Worker]) -> None:
    worker = start(greet={"limits": {"frame": 1024}})
    worker.permit(S)
    error = worker.refused(path(S, "fail"), "ValueError", "x" * 900, "y" * 10)
    assert error["message"].startswith("('xxxx")
    assert error["type"] == ["builtins", "ValueError"]


@pytest.mark.parametrize(
    ("sent", "kinds"),
    [
        (Extension(4, struct.pack(">d", 1.0)), "float"),
        (Extension(3, b"\x01" + b"\x00" * 9), "int"),
        (Extension(5, struct.pack(">dd", 1, 2)), "complex"),
        (sequence(6, 1, "a"), "tuple[int, str]"),
        (sequence(7, "a", 1), "dict"),
        (sequence(8, 1, 2), "dict"),
        (sequence(9, 1), "set"),
        (sequence(12, 1, None, 2), "slice"),
        (Extension(13, b""), "ellipsis"),
        (Extension(14, b"\xed\xa0\x80"), "str"),
        (b"ab", "bytes"),
        ([1, [2.5]], "list[int, list[float]]"),
    ],
)
def test_every_extension_arrives_as_its_python_type(worker: Worker, sent: Any, kinds: str) -> None:
    assert worker.call(path(S, "kinds"), sent) == [kinds]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (sequence(8, [1], 2), "unhashable"),
        (sequence(9, [1]), "unhashable"),
        (sequence(8, 1, "a", True, "b"), "equal in Python"),
        (sequence(9, 1, True), "equal in Python"),
        (sequence(10, "<f16", [1], b"\x00" * 16), "dtype '<f16'"),
        (sequence(10, "|O", [1], b"\x00" * 8), "dtype '|O'"),
        (sequence(10, ">f8", [1], b"\x00" * 8), "dtype '>f8'"),
        (sequence(10, "<f8", [1] * 100, b"\x00" * 8), "shape"),
    ],
)
def test_a_value_that_python_cannot_take_fails_its_call_only(worker: Worker, sent: Any, reason: str) -> None:
    error = worker.refused(path(S, "echo"), sent)
    assert error["code"] == "ARGUMENT_TYPE"
    assert reason in error["message"]
    assert worker.call(path(S, "echo"), 1) == 1


def test_a_pending_value_that_cannot_be_a_key_fails_its_call_only(worker: Worker) -> None:
    made = worker.start(path(S, "make"), "[1]", flags=0)
    failed = worker.start(path(S, "echo"), sequence(8, path(made), 1))
    worker.receive()
    assert error_of(worker.answer(failed))["code"] == "ARGUMENT_TYPE"


def test_numpy_is_not_imported_for_results(fresh: Worker) -> None:
    make(fresh, "[1.5, {'a': (1, Thing())}]")
    assert fresh.call(path(S, "imported"), "numpy") is False


def test_without_numpy_an_array_is_an_array_of_the_standard_library(packages: str, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    worker = Worker(packages=packages, python=str(bare / "bin" / "python"), greet={})
    worker.permit(S)
    try:
        sent = sequence(10, "<u2", [3], struct.pack("<3H", 1, 2, 3))
        handle = worker.call(path(S, "echo"), sent)
        assert worker.types[handle[1]][1] == "array"
        assert worker.call(handle.at("tolist")) == [1, 2, 3]
        error = worker.refused(path(S, "echo"), sequence(10, "<f8", [1, 1], b"\x00" * 8))
        assert error["code"] == "ENVIRONMENT"
        assert "numpy" in error["message"]
    finally:
        worker.close()


def test_a_long_integer_is_exact_in_both_directions(worker: Worker) -> None:
    huge = 3**10_000
    assert worker.call(path(S, "echo"), Extension(3, msgpack_pure.encode_big_integer(-huge))) == -huge
