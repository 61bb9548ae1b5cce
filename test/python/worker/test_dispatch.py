"""Calls, order, pipelining, identity and lifetime, against a real worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from worker_client import MODULES, TRAILING, WANT, Handle, Worker, error_of, obj, path, ref, sequence, value_of

S = "worker_sample"


def test_hello_says_who_answers(start: Callable[..., Worker], codec: dict[str, Any]) -> None:
    hello = start().hello
    assert hello["protocol"] == 1
    assert hello["codec"] == ("msgpack" if codec["packages"] else "pure")
    assert set(hello) == {"protocol", "python", "implementation", "platform", "pid", "codec", "capabilities"}


def test_a_packages_folder_without_the_codec_leaves_ours(start: Callable[..., Worker]) -> None:
    assert start(packages="/no such folder").hello["codec"] == "pure"


def test_positional_and_keyword_arguments_arrive(worker: Worker) -> None:
    assert worker.call(path(S, "echo"), 1, "a", None) == [1, "a", None]
    assert worker.call(path(S, "echo"), kwargs={"x": 1, "y": [2]}) == {"x": 1, "y": [2]}


def test_importing_a_module_waits_for_its_first_use(fresh: Worker) -> None:
    fresh.permit("worker_broken")
    assert fresh.call(path(S, "imported"), "worker_broken") is False


def test_calls_run_strictly_in_order(fresh: Worker) -> None:
    for number in range(50):
        fresh.start(path(S, "note"), number)
    fresh.start(path(S, "log"), flags=WANT)  # a list is not callable: an error, in its place
    answers = [fresh.receive() for _ in range(51)]
    assert [answer[0] for answer in answers] == ["result"] * 50 + ["error"]
    assert value_of(fresh.ask("get", path(S, "log"), WANT)) == list(range(50))


def test_a_call_without_want_is_kept_and_can_be_pulled(worker: Worker) -> None:
    call = worker.start(path(S, "echo"), [1, 2], flags=0)
    assert worker.receive() == ["kept", call]
    worker.send("pull", call)
    assert worker.receive() == ["result", call, [1, 2], True]


@pytest.mark.parametrize(
    ("expression", "kept"),
    [("None", False), ("True", False), ("1", False), ("1.5", False), ("'a'", False)]
    + [(text, True) for text in ("b'a'", "[1]", "{'a': 1}", "Count(3)", "Word('a')", "1j", "Thing()")],
)
def test_a_result_that_stands_for_itself_is_not_kept(worker: Worker, expression: str, kept: bool) -> None:
    assert worker.answer(worker.start(path(S, "make"), expression))[3] is kept


def test_a_value_that_is_not_kept_can_be_named_by_a_message_already_on_its_way(worker: Worker) -> None:
    first = worker.start(path(S, "echo"), 3)
    second = worker.start(path(S, "echo"), path(first))
    assert worker.receive() == ["result", first, 3, False]
    assert worker.receive() == ["result", second, 3, False]
    worker.send("release", [], [first, second])


def test_an_earlier_call_is_target_and_argument_before_it_answered(worker: Worker) -> None:
    made = worker.start(path(S, "Thing"), 1, 2, flags=0)
    same = worker.start(path(S, "same"), path(made), path(made))
    args = worker.start(path(S, "echo"), [path(made, "args"), sequence(6, path(made, "label"))])
    nested = worker.start(path(S, "echo"), obj(a=sequence(9, path(made, "label"))))
    method = worker.start(path(made, "method"), 1.5)
    assert worker.receive() == ["kept", made]
    assert value_of(worker.answer(same)) is True
    assert value_of(worker.answer(args)) == [[1, 2], ["a thing"]]
    assert value_of(worker.answer(nested)) == {"a": {"set": ["a thing"]}}
    assert value_of(worker.answer(method)) == ["float"]


def test_an_unawaited_result_is_one_object_and_a_value_is_a_copy(worker: Worker) -> None:
    made = worker.start(path(S, "make"), "[1]", flags=0)
    worker.start(path(made, "append"), 2)
    worker.receive()
    worker.receive()
    worker.send("pull", made)
    assert value_of(worker.receive()) == [1, 2]


def test_what_depends_on_a_failure_fails_with_it_and_names_its_origin(worker: Worker) -> None:
    failed = worker.start(path(S, "fail"), "ValueError", "the reason", flags=0)
    as_target = worker.start(path(failed, "x"), flags=0)
    as_argument = worker.start(path(S, "echo"), [path(as_target)])
    first, second, third = (error_of(worker.answer(call)) for call in (failed, as_target, as_argument))
    assert (first["origin"], second["origin"], third["origin"]) == (None, failed, failed)
    assert first["message"] == second["message"] == third["message"] == "the reason"
    worker.send("pull", as_target)
    assert error_of(worker.receive())["origin"] == failed


def test_the_same_object_is_the_same_reference(worker: Worker) -> None:
    one = worker.call(path(S, "make"), "globals().setdefault('thing', Thing())")
    two = worker.call(path(S, "make"), "[thing, thing]")
    assert isinstance(one, Handle)
    assert two == [one, one]
    assert worker.call(path(S, "same"), one.ref, one.ref) is True


def test_a_class_is_described_once_before_its_first_reference(worker: Worker) -> None:
    one = worker.call(path(S, "Child"))
    two = worker.call(path(S, "Child"))
    assert one[1] == two[1]
    module, qualname, mro, traits = worker.types[one[1]]
    assert (module, qualname) == (S, "Child")
    assert mro == [f"{S}.Child", f"{S}.Thing", "builtins.object"]
    assert traits == ["callable"]


def test_traits_come_from_the_class(worker: Worker) -> None:
    handle = worker.call(path(S, "Context"))
    assert worker.types[handle[1]][3] == ["async-iterable", "awaitable", "context", "async-context"]
    generator = worker.call(path(S, "make"), "(x for x in [1])")
    assert worker.types[generator[1]][3] == ["iterable", "iterator"]
    cls = worker.call(path(S, "make"), "Colour")
    assert worker.types[cls[1]][3] == ["callable", "iterable"]


def test_a_class_that_answers_no_question_is_described_all_the_same(worker: Worker) -> None:
    handle = worker.call(path(S, "make"), "object.__new__(Host)")
    assert worker.types[handle[1]] == [S, "Host", [f"{S}.Host", "builtins.object"], []]
    assert worker.call(path(S, "echo"), handle.ref, 1, obj(a=handle.ref)) == [handle, 1, {"a": handle}]


def test_references_are_counted_and_stale_after_the_last_release(worker: Worker) -> None:
    one = worker.start(path(S, "make"), "globals().setdefault('counted', Thing())")
    two = worker.start(path(S, "make"), "[counted, counted]")
    handle = value_of(worker.answer(one))
    worker.answer(two)
    worker.send("release", [[handle[0], 2]], [one, two])
    assert worker.get(handle.at("label")) == "a thing"
    worker.send("release", [[handle[0], 1]], [])
    stale = error_of(worker.ask("get", handle.at("label"), WANT))
    assert stale["code"] == "STALE_HANDLE"
    assert str(handle[0]) in stale["message"]
    again = worker.call(path(S, "make"), "counted")
    assert again[0] > handle[0]


def test_a_release_keeps_its_place_behind_calls_already_sent(worker: Worker) -> None:
    handle = worker.call(path(S, "Thing"))
    before = worker.next_id()
    worker.send("get", before, handle.at("label"), WANT)
    worker.send("release", [[handle[0], 1]], [])
    after = worker.next_id()
    worker.send("get", after, handle.at("label"), WANT)
    assert value_of(worker.answer(before)) == "a thing"
    assert error_of(worker.answer(after))["code"] == "STALE_HANDLE"


def test_a_released_object_is_let_go(worker: Worker) -> None:
    worker.permit("weakref")
    made = worker.start(path(S, "Thing"))
    handle = value_of(worker.answer(made))
    watcher = worker.call(path("weakref", "ref"), handle.ref)
    assert worker.call(watcher.ref) == handle
    worker.send("release", [[handle[0], 2]], list(range(1, worker.next_id())))
    assert worker.call(watcher.ref) is None


def test_attributes_are_written_and_deleted_in_order(worker: Worker) -> None:
    handle = worker.call(path(S, "Thing"))
    assert worker.ask("set", handle.at("mark"), [1, handle.ref])[2] is None
    assert worker.get(handle.at("mark")) == [1, handle]
    assert worker.ask("del", handle.at("mark"))[2] is None
    assert error_of(worker.ask("get", handle.at("mark"), WANT))["code"] == "MISSING_NAME"


def test_an_attribute_read_is_fresh_each_time(fresh: Worker) -> None:
    assert fresh.get(path(S, "answer")) == 42
    fresh.ask("set", path(S, "answer"), 43)
    assert fresh.get(path(S, "answer")) == 43


def test_paths_of_hello_come_first_and_only_if_they_exist(start: Callable[..., Worker], tmp_path: Any) -> None:
    (tmp_path / "worker_sample.py").write_text("answer = 'the first folder'")
    absent = tmp_path / "absent"
    worker = start(greet={"paths": [str(absent), str(tmp_path), str(MODULES)]})
    worker.permit(S)
    worker.permit("sys")
    assert worker.get(path(S, "answer")) == "the first folder"
    assert worker.get(path("sys", "path"))[:2] == [str(tmp_path), str(MODULES)]


def test_our_own_folder_is_last_on_the_search_path(worker: Worker) -> None:
    worker.permit("sys")
    search = worker.get(path("sys", "path"))
    assert search[-1].endswith("python")
    assert sum(entry == search[-1] for entry in search) == 1


def test_a_module_of_the_users_wins_over_our_private_packages(start: Callable[..., Worker], tmp_path: Any) -> None:
    (tmp_path / "msgpack.py").write_text("mine = True")
    worker = start(greet={"paths": [str(tmp_path)]})
    worker.permit("msgpack")
    assert worker.get(path("msgpack", "mine")) is True


def test_the_users_own_msgpack_package_works_beside_ours(start: Callable[..., Worker]) -> None:
    worker = start()
    worker.permit("msgpack")
    assert worker.call(path("msgpack", "packb"), [1]) == b"\x91\x01"
    extension = worker.call(path("msgpack", "Timestamp"), 1, 0)
    assert worker.call(path("msgpack", "packb"), extension.ref) == b"\xd6\xff\x00\x00\x00\x01"
    assert worker.call(path("msgpack", "unpackb"), b"\xd6\xff\x00\x00\x00\x01")[1] == extension[1]
    assert "site-packages" in worker.get(path("msgpack", "__file__"))


def test_arguments_for_our_command_line_are_not_the_users(worker: Worker) -> None:
    worker.permit("sys")
    assert len(worker.get(path("sys", "argv"))) == 1


def test_keywords_and_a_trailing_object_both_reach_the_callable(worker: Worker) -> None:
    worker.permit(S, None, {"version": 1, "module": S, "callables": {"echo": "k"}, "classes": {}})
    call = worker.start(path(S, "echo"), obj(a=1), kwargs={"b": 2}, flags=WANT | TRAILING)
    assert value_of(worker.answer(call)) == {"b": 2, "a": 1}


def test_an_object_already_held_is_called_and_passed(worker: Worker) -> None:
    function = worker.get(path(S, "echo"))
    assert worker.call(function.ref, 5) == 5
    assert worker.call(path(S, "same"), function.ref, path(S, "echo")) is True
    assert worker.refused(ref(10_000), 5)["code"] == "STALE_HANDLE"


def test_an_operand_that_knows_nothing_of_the_other_is_an_error_and_not_an_object(worker: Worker) -> None:
    thing = worker.call(path(S, "make"), "Thing()")
    error = error_of(worker.answer(worker.start(thing.at("__eq__"), 1)))
    assert error["type"] == ["builtins", "TypeError"]
    assert "__eq__ is not supported for Thing, int" in error["message"]
