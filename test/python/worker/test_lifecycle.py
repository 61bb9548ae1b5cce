"""Start, end, and every way in which the peer misbehaves."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from worker_client import BOOTSTRAP, MODULES, WANT, Worker, path, ref, sequence

from snakebridge.worker.wire import msgpack_pure
from snakebridge.worker.wire.msgpack_pure import Extension

L = "worker_life"


@pytest.fixture
def living(start_plain: Callable[..., Worker]) -> Worker:
    worker = start_plain()
    worker.permit(L)
    return worker


def expect_fatal(worker: Worker, reason: str) -> None:
    """The last message says why, and the process ends with status 70."""
    message = worker.receive()
    assert message[:2] == ["fatal", "PROTOCOL"]
    assert reason in message[2]
    with pytest.raises(EOFError):
        worker.receive()
    assert worker.process.wait() == 70


def gone(pid: int) -> None:
    """Waits until a process that is no child of ours has ended; the test's time limit bounds it."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    select.select([descriptor], [], [])
    os.close(descriptor)


def test_the_end_of_input_ends_an_idle_worker(living: Worker) -> None:
    assert living.end() == 0


def test_the_end_of_input_before_hello_ends_quietly(start_plain: Callable[..., Worker]) -> None:
    worker = start_plain(greet=None)
    assert worker.end() == 0
    assert worker.errors.read() == b""


def test_what_was_sent_before_the_end_of_input_is_still_done(living: Worker) -> None:
    calls = [living.start(path(L, "pid")) for _ in range(20)]
    living.input.close()
    for call in calls:
        assert living.answer(call)[2] == living.process.pid
    assert living.process.wait() == 0


def test_the_end_of_input_ends_a_worker_that_is_busy(living: Worker) -> None:
    # Not one that is starved: no thread of it can look. Its host's death ends that (below).
    living.start(path(L, "spin"))
    assert living.end() is not None


def test_a_reply_does_not_wait_for_the_slow_call_behind_it(living: Worker) -> None:
    # A burst long enough for its replies to be sent together, whose last call never ends.
    calls = [living.start(path(L, "pid")) for _ in range(20)]
    living.start(path(L, "spin"))
    assert [living.receive()[1] for _ in calls] == calls


def test_threads_and_exit_handlers_that_hang_do_not_keep_the_worker(living: Worker) -> None:
    living.call(path(L, "start_thread"))
    living.call(path(L, "hang_at_exit"))
    assert living.end() is not None


def test_an_orderly_end_runs_exit_handlers_and_writes_open_files(living: Worker, tmp_path: Path) -> None:
    living.call(path(L, "at_exit"), "bye")
    handle = living.call(path(L, "open_file"), str(tmp_path / "kept"))
    living.call(handle.at("write"), "content")
    assert living.end() == 0
    assert living.read_printed() == b"bye\n"
    assert (tmp_path / "kept").read_text() == "content"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for processes that are not its children")
def test_children_of_user_code_end_with_the_worker(living: Worker) -> None:
    child = living.call(path(L, "start_child"))
    assert living.end() == 0
    gone(child)


HOST = """
    import os, struct, subprocess, sys
    from snakebridge.worker.wire import msgpack_pure
    from worker_client import Worker, path
    worker = Worker(greet={})
    worker.permit("worker_life")
    child = worker.call(path("worker_life", "start_child"))
    if sys.argv[1] != "idle":
        worker.start(path("worker_life", sys.argv[1]))
    print(worker.process.pid, child, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for processes that are not its children")
@pytest.mark.parametrize("doing", ["idle", "spin", "sleep_in_child", "starve"])
def test_no_orphan_is_left_when_the_host_is_killed(doing: str) -> None:
    host = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOST), doing],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert host.stdin is not None
    assert host.stdout is not None
    worker, child = map(int, host.stdout.readline().split())
    host.kill()
    host.wait()
    gone(worker)
    if doing == "starve":
        os.kill(child, signal.SIGKILL)  # a starved worker ends alone: nothing of it runs any more
    gone(child)
    host.stdin.close()
    host.stdout.close()


def test_a_host_that_reads_no_more_ends_the_worker_quietly(living: Worker) -> None:
    living.output.close()
    living.start(path(L, "pid"))
    assert living.process.wait() == 0
    assert living.errors.read() == b""


def test_an_interrupt_is_left_to_the_host(living: Worker) -> None:
    assert living.call(path(L, "interrupt_self")) == "still here"
    os.kill(living.process.pid, signal.SIGINT)
    assert living.call(path(L, "pid")) == living.process.pid
    assert living.call(path(L, "child_sees_interrupts")) != 0


def test_a_signal_handler_that_raises_between_calls_is_not_silent(living: Worker) -> None:
    living.call(path(L, "raise_between_calls"))
    message = living.receive()
    assert message == ["fatal", "INTERNAL", "TimeoutError: late"]
    assert living.process.wait() == 70


ROOT = path(L, "pid")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (["unknown", 1], "unknown kind 'unknown'"),
        ([], "array of a kind"),
        ("call", "array of a kind"),
        ([1, 2], "array of a kind"),
        (["hello", {}], "unknown kind 'hello'"),
        (["call", 1, ROOT, [], None], "4 fields instead of 5"),
        (["call", 0, ROOT, [], None, 1], "no call id"),
        (["call", "1", ROOT, [], None, 1], "no call id"),
        (["call", True, ROOT, [], None, 1], "no call id"),
        (["call", 1, "worker_life", [], None, 1], "neither a path nor a ref"),
        (["call", 1, ROOT, None, None, 1], "arguments"),
        (["call", 1, ROOT, [], ["a"], 1], "arguments"),
        (["call", 1, ROOT, [], [1, 2], 1], "arguments"),
        (["call", 1, ROOT, [], {"a": 1}, 1], "a map"),
        (["call", 1, ROOT, [{"a": 1}], None, 1], "a map"),
        (["call", 1, ROOT, [], None, "want"], "flags"),
        (["call", 1, ROOT, [], None, 3], "trailing object"),
        (["call", 1, ROOT, [5], None, 3], "trailing object"),
        (["get", 1, path(999, "x"), 1], "call 999 is unknown"),
        (["call", 1, ROOT, [path(999)], None, 1], "call 999 is unknown"),
        (["get", 1, Extension(2, msgpack_pure.encode([])), 1], "a path"),
        (["get", 1, Extension(2, msgpack_pure.encode([1.5])), 1], "a path"),
        (["get", 1, path(L, 5), 1], "a path"),  # type: ignore[arg-type]
        (["get", 1, Extension(1, msgpack_pure.encode([1, 2])), 1], "a ref"),
        (["get", 1, sequence(99, 1), 1], "extension type 99"),
        (["get", 1, sequence(15, 1), 1], "extension type 15"),
        (["set", 1, path(L), 5], "a path without a name"),
        (["del", 1, ref(1)], "a path without a name"),
        (["pull", 5], "call 5 is unknown"),
        (["pull", None], "no call id"),
        (["release", 1, 2], "release"),
        (["release", [[1]], []], "release"),
        (["release", [[1, -1]], []], "release"),
        (["import", 5, None, None], "import"),
        (["import", "x", "all", None], "import"),
        (["import", "x", [1], None], "import"),
        (["import", "x", None, [1]], "call table"),
        (["import", "x", None, {"module": "x"}], "call table"),
        (["import", "x", None, {1: 2}], "key"),
        (["import", "x", None, sequence(8, [1], 1)], "import"),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, list) else "",
)
def test_a_message_of_another_shape_is_fatal(living: Worker, message: Any, reason: str) -> None:
    living.send_body(msgpack_pure.encode(message))
    expect_fatal(living, reason)


def test_a_call_id_that_is_in_use_is_fatal(living: Worker) -> None:
    living.send("call", 5, ROOT, [], None, WANT)
    living.answer(5)
    living.send("call", 5, ROOT, [], None, WANT)
    expect_fatal(living, "call 5 was sent twice")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x00\x00\x00\x00", "length 0"),
        (b"\xff\xff\xff\xff", "4294967295"),
        (b"\x01\x00\x00\x00\xc1", "not MessagePack"),
        (b"\x02\x00\x00\x00\xc0\xc0", "not MessagePack"),
        (b"\x02\x00\x00\x00\xa5a", "not MessagePack"),
    ],
)
def test_bytes_that_are_no_frame_are_fatal_after_what_came_before(living: Worker, data: bytes, reason: str) -> None:
    call = living.start(ROOT)
    living.send_bytes(data)
    assert living.answer(call)[2] == living.process.pid
    expect_fatal(living, reason)


@pytest.mark.parametrize("data", [b"\x05", b"\x05\x00\x00\x00", b"\x05\x00\x00\x00\x94\xa4"])
def test_an_input_that_ends_inside_a_frame_is_fatal(living: Worker, data: bytes) -> None:
    living.send_bytes(data)
    living.input.close()
    expect_fatal(living, "ended inside a frame")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (["call", 1, ROOT, [], None, 1], "not 'hello'"),
        (["hello"], "not 'hello'"),
        (["hello", {"protocol": 2, "paths": []}], "speaks protocol 2, this worker 1"),
        (["hello", {"paths": []}], "speaks protocol None"),
        (["hello", {"protocol": 1, "paths": "x"}], "paths"),
        (["hello", {"protocol": 1, "paths": [1]}], "paths"),
        (["hello", {"protocol": 1, "limits": {"frame": 1}}], "limits"),
        (["hello", {"protocol": 1, "limits": {"depth": 0}}], "limits"),
        (["hello", {"protocol": 1, "limits": [1]}], "limits"),
    ],
    ids=str,
)
def test_a_first_message_that_is_no_greeting_is_fatal(
    start_plain: Callable[..., Worker], message: Any, reason: str
) -> None:
    worker = start_plain(greet=None)
    worker.send_body(msgpack_pure.encode(message))
    expect_fatal(worker, reason)


def test_everything_may_come_in_one_write(start_plain: Callable[..., Worker]) -> None:
    worker = start_plain(greet=None)
    messages = [
        ["hello", {"protocol": 1, "paths": [str(MODULES)]}],
        ["import", L, None, None],
        ["call", 1, ROOT, [], None, 1],
    ]
    bodies = [msgpack_pure.encode(message) for message in messages]
    worker.send_bytes(b"".join(struct.pack("<I", len(body)) + body for body in bodies))
    assert worker.receive()[0] == "hello"
    assert worker.answer(1)[2] == worker.process.pid


def test_a_python_that_is_too_old_says_so_on_the_channel_and_in_the_log() -> None:
    run = f"runpy.run_path({str(BOOTSTRAP)!r}, run_name='__main__')"
    pretend = f"import runpy, sys; sys.version_info = (3, 9, 1); {run}"
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, check=False)
    assert done.returncode == 70
    (length,) = struct.unpack("<I", done.stdout[:4])
    assert length == len(done.stdout) - 4
    kind, code, message = json.loads(json.dumps(msgpack_pure.decode(done.stdout[4:], NoHooks(), 1)))
    assert (kind, code) == ("fatal", "ENVIRONMENT")
    assert "needs Python 3.10 or newer" in message
    assert "is 3.9.1" in message
    assert message in done.stderr.decode()


class NoHooks:
    def read_map(self, entries: dict[Any, Any]) -> Any:
        raise AssertionError(entries)

    def read_extension(self, code: int, payload: bytes) -> Any:
        raise AssertionError((code, payload))
