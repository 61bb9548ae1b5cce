"""The vectors of fixtures/wire, read and written by both codecs."""

from __future__ import annotations

import json
import math
import struct
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy
import pytest
from worker_client import REPOSITORY

from snakebridge.worker.channel import FrameSplitter
from snakebridge.worker.exceptions import MalformedError, Refusal
from snakebridge.worker.objects import Objects
from snakebridge.worker.wire.codec import choose_codec
from snakebridge.worker.wire.decoding import Decoder
from snakebridge.worker.wire.encoding import Limits, ValueEncoder
from snakebridge.worker.wire.references import NamedTupleValue, Path, Ref

if TYPE_CHECKING:
    from snakebridge.worker.wire.codec import Codec

WIRE = REPOSITORY / "fixtures" / "wire"
VALUES: list[Any] = json.loads((WIRE / "values.json").read_text())["values"]
MALFORMED: list[Any] = json.loads((WIRE / "malformed.json").read_text())["malformed"]
FRAMES: dict[str, list[Any]] = json.loads((WIRE / "frames.json").read_text())
LIMITS = Limits(1 << 20, 100)


def cases(vectors: list[Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors, ids=lambda vector: vector["name"])


@pytest.fixture
def chosen(codec: dict[str, Any]) -> Codec:
    return choose_codec(codec["packages"])


def python_value(described: dict[str, Any]) -> Any:
    (kind, content), *_ = described.items()
    return MAKERS[kind](content)


def pairs(content: list[Any]) -> dict[Any, Any]:
    return {python_value(key) if isinstance(key, dict) else key: python_value(value) for key, value in content}


def array(content: dict[str, Any]) -> Any:
    flat = numpy.frombuffer(bytes.fromhex(content["data"]), numpy.dtype(content["dtype"]))
    return flat.reshape(content["shape"])


class Pair(NamedTuple):
    x: Any
    y: Any


# The name under which the vector has the class.
Pair.__module__ = "app"


MAKERS: dict[str, Any] = {
    "none": lambda _: None,
    "bool": bool,
    "int": int,
    "float": float,
    "complex": lambda parts: complex(*map(float, parts)),
    "str": str,
    "utf16": lambda units: "".join(map(chr, units)),
    "bytes": bytes.fromhex,
    "list": lambda items: list(map(python_value, items)),
    "tuple": lambda items: tuple(map(python_value, items)),
    "object": pairs,
    "map": pairs,
    "set": lambda items: set(map(python_value, items)),
    "array": array,
    "namedtuple": lambda content: NamedTupleValue(content[0], [*map(python_value, content[1])], *content[2:]),
    "slice": lambda parts: slice(*map(python_value, parts)),
    "ellipsis": lambda _: ...,
    "ref": lambda content: Ref(content[0]),
    "path": lambda content: Path(content[0]["ref"][0] if "ref" in content[0] else python_value(content[0]), content[1]),
}


def comparable(value: Any) -> Any:
    """Distinguishes what `==` does not: types, signed zeros, NaN, arrays."""
    if isinstance(value, float):
        return ("float", struct.pack(">d", value) if not math.isnan(value) else "nan")
    if isinstance(value, complex):
        return ("complex", struct.pack(">dd", value.real, value.imag))
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, [comparable(item) for item in value])
    if isinstance(value, dict):
        return ("dict", [(comparable(key), comparable(item)) for key, item in value.items()])
    if isinstance(value, numpy.ndarray):
        return ("array", value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, Ref):
        return ("ref", value.id)
    if isinstance(value, NamedTupleValue):
        return ("named tuple", value.names, comparable(value.items), value.module, value.qualname)
    if isinstance(value, Path):
        return ("path", value.root.id if isinstance(value.root, Ref) else value.root, value.names)
    return (type(value).__name__, value)


@cases([vector for vector in VALUES if vector["direction"] != "worker" or "ref" not in vector["value"]])
def test_every_byte_form_is_read_as_its_value(chosen: Codec, vector: dict[str, Any]) -> None:
    for form in [vector["hex"], *vector["accept"]]:
        read = Decoder(chosen).decode_value(bytes.fromhex(form))
        assert comparable(read) == comparable(python_value(vector["value"]))


@cases([vector for vector in VALUES if vector["direction"] != "host"])
def test_every_value_is_written_in_an_accepted_form(chosen: Codec, vector: dict[str, Any]) -> None:
    value, objects = written(vector["value"])
    is_map = next(iter(vector["value"])) == "map"
    encoding = ValueEncoder(chosen, objects, LIMITS, "map" if is_map else None, by_value="array" in vector["value"])
    sent = b"".join(encoding.encode(value)).hex()
    assert sent in [vector["hex"], *vector["accept"]]


def written(described: dict[str, Any]) -> tuple[Any, Objects]:
    """The value, and an object table in which a reference gets the ids that the vector names."""
    objects = Objects()
    if "namedtuple" in described:
        return Pair(*map(python_value, described["namedtuple"][1])), objects
    if "ref" not in described:
        return python_value(described), objects
    ref, kind = described["ref"]
    classes = [type(f"Class{number}", (), {}) for number in range(kind)]
    held = [classes[-1]() for _ in range(ref)]
    for cls in classes:
        objects.register_type(cls)
    for value in held[:-1]:
        objects.retain(value)
    return held[-1], objects


@cases(MALFORMED)
def test_bytes_that_are_no_value_are_refused(chosen: Codec, vector: dict[str, Any]) -> None:
    with pytest.raises((MalformedError, Refusal)):
        Decoder(chosen).decode_value(bytes.fromhex(vector["hex"]))


@pytest.mark.parametrize("form", ["d6ff00000001", "d7ff0000000000000001", "c70cff" + "00" * 12], ids=len)
def test_a_timestamp_is_an_unknown_extension_for_both_codecs(chosen: Codec, form: str) -> None:
    with pytest.raises(MalformedError, match="unknown extension type -1"):
        Decoder(chosen).decode_value(bytes.fromhex(form))


@pytest.mark.parametrize("levels", [101, 1024, 5000, 200_000])
def test_deep_arrays_are_refused_without_exhausting_the_stack(chosen: Codec, levels: int) -> None:
    with pytest.raises(Refusal, match="limit of 100"):
        Decoder(chosen).decode_value(b"\x91" * levels + b"\xc0")


@pytest.mark.parametrize("levels", [101, 1000])
def test_deep_extensions_are_refused_without_exhausting_the_stack(chosen: Codec, levels: int) -> None:
    body = b"\xc0"
    for _ in range(levels):
        payload = b"\x91" + body
        body = b"\xc9" + len(payload).to_bytes(4, "big") + b"\x06" + payload
    with pytest.raises(Refusal, match="limit of 100"):
        Decoder(chosen).decode_value(body)


def test_a_hundred_levels_are_read(chosen: Codec) -> None:
    value = Decoder(chosen).decode_value(b"\x91" * 100 + b"\xc0")
    for _ in range(100):
        (value,) = value
    assert value is None


@pytest.mark.parametrize("length", [15, 16, 31, 32, 255, 256, 65535, 65536, 70000])
def test_lengths_around_each_header_size_survive(chosen: Codec, length: int) -> None:
    for value in ("x" * length, b"x" * length, [7] * length, {str(i): 1.5 for i in range(length)}):
        body = b"".join(ValueEncoder(chosen, Objects(), LIMITS).encode(value))
        assert Decoder(chosen).decode_value(body) == value


def test_the_packages_folder_decides_the_codec(chosen: Codec, codec: dict[str, Any]) -> None:
    assert chosen.name == ("msgpack" if codec["packages"] else "pure")


def test_loading_the_private_codec_leaves_the_name_to_the_user(chosen: Codec) -> None:
    import msgpack

    assert chosen.name in ("pure", "msgpack")
    assert sys.modules["msgpack"] is msgpack
    assert msgpack.unpackb(b"\xd6\xff\x00\x00\x00\x01") == msgpack.Timestamp(1, 0)


def split(vector: dict[str, Any]) -> list[str]:
    """The bodies, read as the channel reads: chunk by chunk, then the end."""
    frames = FrameSplitter()
    frames.limit_bytes = vector.get("limit", frames.limit_bytes)
    bodies = [body.hex() for chunk in vector["chunks"] for body in frames.feed(bytes.fromhex(chunk))]
    frames.end()
    return bodies


@cases(FRAMES["frames"])
def test_frames_are_split_wherever_the_chunks_end(vector: dict[str, Any]) -> None:
    assert split(vector) == vector["bodies"]


@cases(FRAMES["malformed"])
def test_broken_framing_is_named(vector: dict[str, Any]) -> None:
    with pytest.raises(MalformedError, match=vector["error"]):
        split(vector)
