"""Arrays both ways, and copies by value of what would be a reference, through a real worker and real NumPy."""

from __future__ import annotations

import struct
import sys
from typing import Any

import pytest
from worker_client import Handle, Worker, error_of, path, sequence, value_of

S = "worker_sample"


def make(worker: Worker, expression: str) -> Any:
    return worker.call(path(S, "make"), expression)


def by_value(worker: Worker, expression: str) -> Any:
    call = worker.start(path(S, "make"), expression, flags=0)
    worker.receive()
    return worker.ask("value", path(call))


def test_an_array_arrives_writable_with_its_shape(worker: Worker) -> None:
    data = struct.pack("<4d", 1, 2, 3, 4)
    handle = worker.call(path(S, "echo"), sequence(10, "<f8", [2, 2], data))
    assert worker.get(handle.at("shape")) == [2, 2]
    assert worker.get(handle.at("flags", "writeable")) is True
    assert worker.ask("value", handle.ref)[2] == ("array", ["<f8", [2, 2], data])


@pytest.mark.parametrize(
    ("expression", "wire"),
    [
        ("array([True, False])", ["|b1", [2], b"\x01\x00"]),
        ("array(5, 'i8')", ["<i8", [], struct.pack("<q", 5)]),
        ("zeros((0, 3), 'f4')", ["<f4", [0, 3], b""]),
        ("arange(6, dtype='>i4').reshape(2, 3).T", ["<i4", [3, 2], struct.pack("<6i", 0, 3, 1, 4, 2, 5)]),
        ("arange(4, dtype='u1')[::2]", ["|u1", [2], b"\x00\x02"]),
        ("array([1+2j], 'c8')", ["<c8", [1], struct.pack("<2f", 1, 2)]),
        ("array([0.5], 'f2')", ["<f2", [1], b"\x00\x38"]),
        ("array(['1970-01-02'], 'M8[D]')", ["<M8[D]", [1], struct.pack("<q", 1)]),
        ("array([3], 'm8[ns]')", ["<m8[ns]", [1], struct.pack("<q", 3)]),
        ("matrix([[1, 2]], dtype='i2')", ["<i2", [1, 2], struct.pack("<2h", 1, 2)]),
    ],
)
def test_an_array_by_value_is_contiguous_and_little_endian(worker: Worker, expression: str, wire: Any) -> None:
    worker.get(path("numpy", "__version__"))
    assert value_of(by_value(worker, f"sys.modules['numpy'].{expression}")) == ("array", wire)


def test_a_large_array_crosses_whole(worker: Worker) -> None:
    worker.permit("numpy")
    call = worker.start(path("numpy", "arange"), 1_000_000, flags=0)
    worker.receive()
    _, (dtype, shape, data) = worker.ask("value", path(call))[2]
    assert (dtype, shape, len(data)) == ("<i8", [1_000_000], 8_000_000)
    assert struct.unpack_from("<q", data, 8 * 999_999) == (999_999,)
    assert len(make(worker, "b'x' * 300_000")) == 300_000


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("zeros(2, 'i4,f8')", "[('f0', '<i4'), ('f1', '<f8')]"),
        ("array([None])", "object"),
        ("array(['ab'])", "<U2"),
        ("array([b'ab'])", "|S2"),
        ("zeros(1, 'longdouble')", "longdouble" if sys.platform == "win32" else "float128"),
        ("ma.array([1], mask=[True])", "masked"),
        ("datetime64('2024')", "numpy.datetime64"),
    ],
)
def test_an_array_without_a_value_form_is_refused_with_a_remedy(worker: Worker, expression: str, named: str) -> None:
    worker.get(path("numpy", "__version__"))
    error = error_of(by_value(worker, f"sys.modules['numpy'].{expression}"))
    assert error["code"] == "NOT_TRANSFERABLE"
    assert named in error["message"]
    assert ";" in error["message"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("collections.OrderedDict(a=[1])", {"a": [1]}),
        ("collections.Counter('aab')", {"a": 2, "b": 1}),
        ("collections.defaultdict(list, {1: 2})", {"map": [(1, 2)]}),
        ("type('L', (list,), {})([1, 2])", [1, 2]),
        ("type('B', (bytes,), {})(b'ab')", b"ab"),
        ("Colour.RED", "red"),
        ("Level.LOW", 1),
        ("pathlib.PurePosixPath('a/b')", "a/b"),
        ("Point(1, 'a')", ("named tuple", [["x", "y"], [1, "a"], "worker_sample", "Point"])),
        ("5", 5),
        (
            "Outer(Inner(pathlib.PurePosixPath('p'), Colour.RED), collections.OrderedDict(t=1))",
            {"inner": {"path": "p", "colour": "red"}, "tags": {"t": 1}, "other": None},
        ),
    ],
)
def test_a_copy_by_value_has_the_form_of_its_base(worker: Worker, expression: str, value: Any) -> None:
    assert value_of(by_value(worker, expression)) == value


def test_what_a_copy_holds_without_a_value_form_stays_a_handle(worker: Worker) -> None:
    worker.get(path("numpy", "__version__"))
    outer = "Outer(None, collections.OrderedDict(), [Thing(), sys.modules['numpy'].array([None])])"
    thing, array = value_of(by_value(worker, outer))["other"]
    assert isinstance(thing, Handle)
    assert isinstance(array, Handle)


def test_a_copy_that_contains_itself_is_refused(worker: Worker) -> None:
    make(worker, "globals().update(o=Outer(None, collections.OrderedDict())) or setattr(o, 'other', [o])")
    error = error_of(by_value(worker, "o"))
    assert error["code"] == "NOT_TRANSFERABLE"
    assert "contains itself" in error["message"]


@pytest.mark.parametrize("expression", ["Thing()", "range(3)", "len", "iter([])", "sys"])
def test_what_has_no_copy_is_refused_with_a_remedy(worker: Worker, expression: str) -> None:
    error = error_of(by_value(worker, expression))
    assert error["code"] == "NOT_TRANSFERABLE"
    assert "$repr()" in error["message"]


def test_a_copy_that_is_still_pending_can_be_passed_on(worker: Worker) -> None:
    made = worker.start(path(S, "make"), "collections.OrderedDict(a=1)", flags=0)
    copied = worker.next_id()
    worker.send("value", copied, path(made))
    kinds = worker.start(path(S, "kinds"), path(copied))
    worker.receive()
    assert value_of(worker.answer(copied)) == {"a": 1}
    assert value_of(worker.answer(kinds)) == ["dict"]
