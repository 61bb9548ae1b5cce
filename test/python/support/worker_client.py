"""A host in a few lines: starts a real worker and speaks PROTOCOL.md to it, one message at a time.

Its own reading of the extension types is independent of the worker's. Holds no test.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from snakebridge.worker.wire import msgpack_pure
from snakebridge.worker.wire.msgpack_pure import Extension

REPOSITORY = Path(__file__).parents[3]
BOOTSTRAP = REPOSITORY / "python" / "worker.py"
MODULES = Path(__file__).parent / "modules"
# What Python does by itself, whatever the tests' own environment says; compiled modules stay out of the checkout.
ENVIRONMENT = {
    "PYTHONUNBUFFERED": "",
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(REPOSITORY / ".cache" / "pycache"),
}

WANT = 1
TRAILING = 2


class Handle(tuple[int, int]):
    """A reference as it arrived: ref id and type id."""

    @property
    def ref(self) -> Extension:
        return ref(self[0])

    def at(self, *names: str) -> Extension:
        return path(self.ref, *names)


def ref(number: int) -> Extension:
    return Extension(1, msgpack_pure.encode([number]))


def path(root: Any, *names: str) -> Extension:
    return Extension(2, msgpack_pure.encode([root, *names]))


def sequence(code: int, *items: Any) -> Extension:
    """Extensions whose payload is an array: 6 tuple, 7 object, 8 map, 9 set, 10 array, 12 slice."""
    return Extension(code, msgpack_pure.encode(list(items)))


def obj(**entries: Any) -> Extension:
    return sequence(7, *(part for entry in entries.items() for part in entry))


class _Reader:
    """What a host makes of extensions: references are Handles, containers plain, the rest (code, payload)."""

    def read_map(self, entries: dict[Any, Any]) -> dict[Any, Any]:
        return entries

    def read_extension(self, code: int, payload: bytes) -> Any:
        if code == 3:
            return int.from_bytes(payload, "big", signed=True)
        if code == 5:
            return complex(*struct.unpack(">dd", payload))
        if code == 14:
            return payload.decode("utf-8", "surrogatepass")
        items = msgpack_pure.decode(payload, self, 200)
        if code == 1:
            return Handle(items)
        if code == 7:
            return dict(zip(items[::2], items[1::2], strict=True))
        if code == 8:
            return {"map": list(zip(items[::2], items[1::2], strict=True))}
        if code == 9:
            return {"set": items}
        return {10: "array", 11: "named tuple"}[code], items


class Worker:
    def __init__(
        self,
        *,
        packages: str | None = None,
        python: str = sys.executable,
        greet: dict[str, Any] | None = None,
        env: dict[str, str] | None = None,
        fourth_pipe: bool = True,
    ) -> None:
        self.printed, printing = os.pipe()
        command = [python, str(BOOTSTRAP), *(["--packages", packages] if packages else [])]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(3,) if fourth_pipe else (),
            preexec_fn=(lambda: os.dup2(printing, 3)) if fourth_pipe else None,
            start_new_session=True,
            env={**os.environ, **ENVIRONMENT, **(env or {})},
        )
        os.close(printing)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.input, self.output, self.errors = self.process.stdin, self.process.stdout, self.process.stderr
        self.types: dict[int, list[Any]] = {}
        self._calls = 0
        self.hello: dict[str, Any] = {}
        if greet is not None:
            self.send("hello", {"protocol": 1, "paths": [str(MODULES)], **greet})
            self.hello = self.receive()[1]

    def send(self, *message: Any) -> None:
        self.send_body(msgpack_pure.encode(list(message)))

    def send_body(self, body: bytes) -> None:
        self.send_bytes(struct.pack("<I", len(body)) + body)

    def send_bytes(self, data: bytes) -> None:
        self.input.write(data)
        self.input.flush()

    def receive_body(self) -> bytes:
        """The next frame; EOFError where the worker closed the channel."""
        head = self.output.read(4)
        if len(head) < 4:
            raise EOFError
        (length,) = struct.unpack("<I", head)
        body = self.output.read(length)
        assert len(body) == length
        return body

    def receive(self) -> list[Any]:
        """The next message that is no `type`; those are noted in `types`."""
        while True:
            message: list[Any] = msgpack_pure.decode(self.receive_body(), _Reader(), 250)
            if message[0] != "type":
                return message
            assert message[1] not in self.types
            self.types[message[1]] = message[2:]

    def permit(self, module: str, names: list[str] | None = None, table: dict[str, Any] | None = None) -> None:
        self.send("import", module, names, table)

    def next_id(self) -> int:
        self._calls += 1
        return self._calls

    def start(self, target: Any, *args: Any, flags: int = WANT, kwargs: dict[str, Any] | None = None) -> int:
        """Sends a call without waiting for its answer."""
        call = self.next_id()
        pairs = None if kwargs is None else [part for entry in kwargs.items() for part in entry]
        self.send("call", call, target, list(args), pairs, flags)
        return call

    def ask(self, kind: str, *fields: Any) -> list[Any]:
        """Sends a message that has an id, and waits for the answer to it."""
        call = self.next_id()
        self.send(kind, call, *fields)
        return self.answer(call)

    def answer(self, call: int) -> list[Any]:
        message = self.receive()
        assert message[1] == call, message
        return message

    def call(self, target: Any, *args: Any, flags: int = WANT, kwargs: dict[str, Any] | None = None) -> Any:
        """The value of a call that must succeed."""
        return value_of(self.answer(self.start(target, *args, flags=flags, kwargs=kwargs)))

    def refused(self, target: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """The error of a call that must fail."""
        return error_of(self.answer(self.start(target, *args, **options)))

    def get(self, target: Any) -> Any:
        return value_of(self.ask("get", target, WANT))

    def read_printed(self) -> bytes:
        """What came through the fourth pipe until now; at least one byte."""
        return os.read(self.printed, 1 << 16)

    def close_printed(self) -> None:
        if self.printed >= 0:
            os.close(self.printed)
        self.printed = -1

    def end(self) -> int:
        """Closes the input and waits for the exit status."""
        self.input.close()
        return self.process.wait()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.input, self.output, self.errors):
            try:
                stream.close()
            except BrokenPipeError:
                continue
        self.close_printed()


def value_of(message: list[Any]) -> Any:
    assert message[0] == "result", message
    return message[2]


def error_of(message: list[Any]) -> dict[str, Any]:
    assert message[0] == "error", message
    error: dict[str, Any] = message[2]
    return error
