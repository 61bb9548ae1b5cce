"""What user code prints, from wherever, reaches the program and never the channel."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from worker_client import Worker, path

O = "worker_output"  # noqa: E741  # as short as the other tests' names


@pytest.fixture
def printer(start: Callable[..., Worker]) -> Worker:
    worker = start()
    worker.permit(O)
    return worker


@pytest.mark.parametrize(
    ("function", "answer"),
    [("print_from_python", 1), ("print_unfinished_line", 1), ("print_from_c", 2), ("print_from_child", 0)],
)
def test_output_arrives_before_the_answer_and_outside_the_channel(printer: Worker, function: str, answer: int) -> None:
    assert printer.call(path(O, function), "some output") == answer
    assert printer.read_printed().strip() == b"some output"
    assert printer.call(path(O, function), "more") == answer


def test_bytes_that_look_like_frames_stay_outside_the_channel(printer: Worker) -> None:
    for descriptor in (1, 2):
        assert printer.call(path(O, "write_to_descriptor"), descriptor, "\x01\x00\x00\x00\x00") == 5
    assert printer.read_printed() == b"\x01\x00\x00\x00\x00"
    assert printer.errors.read(5) == b"\x01\x00\x00\x00\x00"


def test_without_a_fourth_pipe_output_goes_to_stderr(start: Callable[..., Worker]) -> None:
    worker = start(fourth_pipe=False)
    worker.permit(O)
    worker.call(path(O, "print_from_python"), "seen")
    assert worker.errors.readline() == b"seen\n"
    worker.call(path(O, "print_from_child"), "child")
    assert worker.errors.readline() == b"child\n"


def test_what_c_code_still_buffers_is_written_at_the_end(printer: Worker) -> None:
    printer.call(path(O, "buffer_in_c"), "late")
    assert printer.end() == 0
    assert printer.read_printed() == b"late\n"


def test_output_that_nobody_reads_any_more_is_dropped(printer: Worker) -> None:
    printer.close_printed()
    assert printer.refused(path(O, "print_from_python"), "x")["type"] == ["builtins", "BrokenPipeError"]
    assert printer.call(path(O, "print_from_python"), "x") == 1
    assert printer.end() == 0
    assert printer.errors.read() == b""


def test_standard_input_is_empty(printer: Worker) -> None:
    assert printer.call(path(O, "read_stdin")) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_inherit_neither_the_channel_nor_the_fourth_pipe(printer: Worker) -> None:
    # Three standard ones, and the folder that `ls` itself has open.
    assert printer.call(path(O, "descriptors_of_child")).split() == ["0", "1", "2", "3"]
    assert printer.call(path(O, "open_descriptors"))[:3] == [0, 1, 2]


def test_a_forked_child_can_reach_no_descriptor_of_the_channel(printer: Worker) -> None:
    assert printer.call(path(O, "write_everywhere_in_fork")) == 7
    assert printer.call(path(O, "print_from_python"), "x") == 1


def test_a_child_of_a_forked_child_loses_nothing_of_its_own(printer: Worker) -> None:
    assert printer.call(path(O, "fork_in_fork")) == 8


def test_a_call_that_returns_in_a_forked_child_is_answered_once(printer: Worker) -> None:
    first = printer.start(path(O, "return_twice"))
    second = printer.start(path(O, "print_from_python"), "x")
    assert printer.answer(first)[2] > 0
    assert printer.answer(second)[2] == 1


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes_of_user_code_work(printer: Worker, method: str) -> None:
    assert printer.call(path(O, "fork_with_multiprocessing"), method) == [1, 2, 3]
