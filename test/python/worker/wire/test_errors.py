"""Errors as structured replies: nothing that user code raises ends the worker or goes missing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from worker_client import WANT, Worker, error_of, path

S = "worker_sample"


def test_an_exception_arrives_with_everything_it_says(worker: Worker) -> None:
    error = worker.refused(path(S, "fail"), "ValueError", "reason", 5)
    assert error["type"] == ["builtins", "ValueError"]
    assert error["mro"] == [f"builtins.{name}" for name in ("ValueError", "Exception", "BaseException", "object")]
    assert error["message"] == "('reason', 5)"
    assert error["args"] == ["reason", 5]
    assert [error[field] for field in ("code", "origin", "cause", "group")] == [None] * 4
    assert error["notes"] == []
    ((file, line, function, source),) = error["traceback"]
    assert file.endswith("worker_sample.py")
    assert line > 0
    assert (function, source) == ("fail", "raise make(name)(*args)")


def test_causes_and_contexts_are_followed(worker: Worker) -> None:
    error = worker.refused(path(S, "chain"))
    assert error["message"] == "second"
    assert error["cause"]["type"] == ["builtins", "OSError"]
    assert error["cause"]["cause"] is None
    worker.permit("builtins")
    attribute = worker.refused(path("builtins", "int"), "x")
    assert attribute["type"] == ["builtins", "ValueError"]
    assert attribute["traceback"] == []


def test_causes_that_go_in_a_circle_end(worker: Worker) -> None:
    error = worker.refused(path(S, "circle"))
    assert (error["message"], error["cause"]["message"], error["cause"]["cause"]) == ("one", "other", None)


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "MemoryError", "StopIteration"])
def test_no_exception_ends_the_worker(worker: Worker, name: str) -> None:
    error = worker.refused(path(S, "fail"), name)
    assert error["type"] == ["builtins", name]
    assert error["message"] == name
    assert error["code"] is None
    assert worker.call(path(S, "echo"), 1) == 1


def test_an_exception_that_cannot_be_printed_is_named(worker: Worker) -> None:
    error = worker.refused(path(S, "fail"), "Unprintable", 1)
    assert error["message"] == "Unprintable"
    assert error["type"] == [S, "Unprintable"]


def test_arguments_of_an_error_without_a_value_form_are_shown(worker: Worker) -> None:
    error = worker.refused(path(S, "make"), "fail('ValueError', Thing, [Thing], 'x' * 30000, 2**70, Unprintable())")
    thing, inside, long, huge, unprintable = error["args"]
    assert thing == "<class 'worker_sample.Thing'>"
    assert inside == "[<class 'worker_sample.Thing'>]"
    assert len(long) < 1100
    assert huge == 2**70
    assert unprintable == "<Unprintable>"


def test_endless_recursion_is_an_error_of_bounded_size(worker: Worker) -> None:
    error = worker.refused(path(S, "recurse"))
    assert error["type"] == ["builtins", "RecursionError"]
    assert len(error["traceback"]) == 101
    assert "frames left out" in error["traceback"][50][2]
    assert worker.call(path(S, "echo"), 1) == 1


def test_a_long_message_is_cut_and_says_so(worker: Worker) -> None:
    error = worker.refused(path(S, "make"), "fail('ValueError', 'x' * 1_000_000)")
    assert len(error["message"]) < 21_000
    assert error["message"].endswith("(980000 characters more)")


def test_a_message_with_lone_surrogates_survives(worker: Worker) -> None:
    assert worker.refused(path(S, "make"), "fail('ValueError', '\\ud800')")["message"] == "\ud800"


def test_notes_arrive(worker: Worker) -> None:
    assert worker.refused(path(S, "noted"))["notes"] == ["look here", "5"]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exception groups came with Python 3.11")
def test_the_members_of_a_group_arrive(worker: Worker) -> None:
    group = worker.refused(path(S, "group"))["group"]
    assert [member["message"] for member in group] == ["a", "b"]


def test_a_missing_attribute_is_a_missing_name_with_the_nearest(worker: Worker) -> None:
    error = error_of(worker.ask("get", path("numpy", "linspac"), WANT))
    assert error["code"] == "MISSING_NAME"
    assert error["message"].startswith("module 'numpy' has no attribute 'linspac'; nearest: linspace")
    thing = worker.call(path(S, "Thing"))
    error = error_of(worker.ask("get", thing.at("lable"), WANT))
    assert error["message"] == "'worker_sample.Thing' object has no attribute 'lable'; nearest: label"
    error = error_of(worker.ask("get", path(S, "Thing", "lable"), WANT))
    assert error["message"] == "class 'worker_sample.Thing' has no attribute 'lable'; nearest: label"


def test_an_attribute_error_inside_user_code_is_the_users(worker: Worker) -> None:
    thing = worker.call(path(S, "Thing"))
    error = error_of(worker.ask("get", thing.at("broken"), WANT))
    assert error["code"] is None
    assert error["type"] == ["builtins", "AttributeError"]
    assert error["traceback"][-1][2] == "broken"


def test_a_class_that_answers_for_unknown_names_says_missing_too(worker: Worker) -> None:
    guarded = worker.call(path(S, "Guarded"))
    missing = error_of(worker.ask("get", guarded.at("unknown"), WANT))
    assert missing["code"] == "MISSING_NAME"
    assert missing["cause"]["message"] == "nothing called unknown"
    faulty = error_of(worker.ask("get", guarded.at("faulty"), WANT))
    assert faulty["code"] is None
    assert faulty["message"] == "a fault of its own"


def test_a_module_that_is_not_installed_is_named_with_the_remedy(worker: Worker) -> None:
    worker.permit("surely_not_installed_anywhere")
    worker.permit("surely_not_installed_anywhere.part")
    for module in ("surely_not_installed_anywhere", "surely_not_installed_anywhere.part"):
        error = worker.refused(path(module, "x"))
        assert error["code"] == "MISSING_NAME"
        assert "module 'surely_not_installed_anywhere' is not installed" in error["message"]
        assert "snakebridge" in error["message"]


def test_a_module_that_fails_while_importing_is_the_users_error(worker: Worker) -> None:
    worker.permit("worker_broken")
    worker.permit("worker_needs")
    broken = worker.refused(path("worker_broken", "x"))
    assert (broken["code"], broken["message"]) == (None, "broken while importing")
    assert [frame[2] for frame in broken["traceback"]] == ["<module>"]
    needs = worker.refused(path("worker_needs", "x"))
    assert needs["code"] is None
    assert needs["type"] == ["builtins", "ModuleNotFoundError"]
    assert "surely_not_installed_anywhere" in needs["message"]


def test_an_error_keeps_nothing_of_the_users_alive(worker: Worker) -> None:
    worker.permit("weakref")
    thing = worker.start(path(S, "Thing"))
    handle = worker.answer(thing)[2]
    watcher = worker.call(path("weakref", "ref"), handle.ref)
    failed = worker.start(path(S, "fail"), "ValueError", handle.ref)
    assert error_of(worker.answer(failed))["args"] != [handle]
    worker.send("release", [[handle[0], 1]], [thing])
    assert worker.call(watcher.ref) is None


def test_a_source_line_of_a_module_that_shadows_ours_is_only_missing(
    start: Callable[..., Worker], tmp_path: Any
) -> None:
    (tmp_path / "linecache.py").write_text("raise RuntimeError('not the one you want')")
    (tmp_path / "difflib.py").write_text("")
    (tmp_path / "shadowed.py").write_text("def fail():\n    raise ValueError('seen')\n")
    worker = start(greet={"paths": [str(tmp_path)]})
    worker.permit("shadowed")
    error = worker.refused(path("shadowed", "fail"))
    assert error["message"] == "seen"
    assert error["traceback"][0][3] in ("", "raise ValueError('seen')")
    assert error_of(worker.ask("get", path("shadowed", "fial"), WANT))["code"] == "MISSING_NAME"
