"""The allow-list: what is not permitted is refused before anything of it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from worker_client import REPOSITORY, WANT, Worker, error_of, path

from snakebridge.worker.policy import FORBIDDEN_NAMES

S = "worker_sample"


def code(worker: Worker, *names: str) -> str | None:
    message = worker.ask("get", path(*names), WANT)
    return error_of(message)["code"] if message[0] == "error" else None


@pytest.fixture
def bare(start: Callable[..., Worker]) -> Worker:
    return start()


def test_a_module_that_nothing_permits_is_not_even_imported(bare: Worker) -> None:
    bare.permit(S)
    refused = bare.refused(path("worker_broken", "anything"))
    assert refused["code"] == "NOT_ALLOWED"
    assert "py:worker_broken" in refused["message"]
    assert refused["traceback"] == []
    assert bare.call(path(S, "imported"), "worker_broken") is False


def test_only_the_permitted_names_of_a_module_are_read(bare: Worker) -> None:
    bare.permit("math", ["sqrt"])
    assert bare.call(path("math", "sqrt"), 4) == 2
    assert code(bare, "math", "pi") == "NOT_ALLOWED"
    assert code(bare, "math") == "NOT_ALLOWED"
    bare.permit("math", ["pi"])
    assert code(bare, "math", "pi") is None
    assert code(bare, "math", "sqrt") is None
    bare.permit("math", None)
    assert code(bare, "math", "tau") is None
    assert code(bare, "math") is None


def test_a_path_never_crosses_into_a_module_that_is_not_listed(bare: Worker) -> None:
    bare.permit("numpy")
    assert code(bare, "numpy", "f2py") is None
    assert code(bare, "numpy", "f2py", "os", "system") == "NOT_ALLOWED"
    bare.permit("json")
    assert code(bare, "json", "codecs") == "NOT_ALLOWED"
    bare.permit("codecs")
    assert code(bare, "json", "codecs") is None


def test_the_same_holds_for_writing(bare: Worker) -> None:
    bare.permit("numpy")
    written = error_of(bare.ask("set", path("numpy", "f2py", "os", "name"), "x"))
    assert written["code"] == "NOT_ALLOWED"
    assert error_of(bare.ask("del", path("numpy", "_core")))["code"] == "NOT_ALLOWED"
    assert error_of(bare.ask("value", path("os", "environ")))["code"] == "NOT_ALLOWED"


def test_public_submodules_of_a_permitted_package_are_reached(bare: Worker) -> None:
    bare.permit("xml")
    assert code(bare, "xml", "etree", "ElementTree", "fromstring") is None
    assert code(bare, "xml.etree.ElementTree", "fromstring") is None
    bare.permit("os")
    assert code(bare, "os", "path", "join") is None
    bare.permit("numpy")
    assert code(bare, "numpy._core", "multiarray") == "NOT_ALLOWED"


def test_a_package_permitted_by_names_lends_only_those(bare: Worker) -> None:
    bare.permit("xml", ["etree"])
    assert code(bare, "xml", "etree", "ElementTree", "fromstring") is None
    assert code(bare, "xml", "sax") == "NOT_ALLOWED"
    assert code(bare, "xml.sax", "parse") == "NOT_ALLOWED"


def test_an_absent_submodule_is_a_missing_name(bare: Worker) -> None:
    bare.permit("xml")
    assert code(bare, "xml", "etre") == "MISSING_NAME"
    assert code(bare, "xml.etre", "x") == "MISSING_NAME"


@pytest.mark.parametrize("name", ["exec", "eval", "compile", "__import__", "open"])
def test_the_dangerous_builtins_are_permitted_by_name_only(bare: Worker, name: str) -> None:
    bare.permit("builtins")
    assert code(bare, "builtins", "len") is None
    assert code(bare, "builtins", name) == "NOT_ALLOWED"
    assert code(bare, "builtins", "len", "__self__", name) == "NOT_ALLOWED"
    bare.permit("builtins", [name])
    assert code(bare, "builtins", name) is None


@pytest.mark.parametrize("name", ["exec", "eval", "compile", "__import__", "open"])
def test_a_builtin_that_is_imported_by_name_is_reached(bare: Worker, name: str) -> None:
    bare.permit("builtins", [name])
    assert code(bare, "builtins", name) is None


def test_the_names_that_lead_out_of_an_object_are_those_of_the_protocol() -> None:
    text = (REPOSITORY / "PROTOCOL.md").read_text()
    listed = text.partition("a dunder that is not one of\n`")[2].partition("`")[0]
    assert set(listed.split()) == FORBIDDEN_NAMES


@pytest.mark.parametrize("name", sorted(FORBIDDEN_NAMES))
def test_names_that_lead_out_of_an_object_are_never_permitted(worker: Worker, name: str) -> None:
    assert code(worker, S, "echo", name) == "NOT_ALLOWED"
    assert code(worker, S, name) == "NOT_ALLOWED"
    function = worker.get(path(S, "echo"))
    assert error_of(worker.ask("get", function.at(name), WANT))["code"] == "NOT_ALLOWED"


@pytest.mark.parametrize("name", ["_private", "__mangled", "_", "__", "____", "_x__"])
def test_private_names_are_refused_on_modules_and_objects(worker: Worker, name: str) -> None:
    assert code(worker, S, name) == "NOT_ALLOWED"
    assert code(worker, S, "Thing", name) == "NOT_ALLOWED"


def test_other_dunders_are_members_like_any(worker: Worker) -> None:
    thing = worker.call(path(S, "Thing"))
    assert worker.get(thing.at("__class__", "__name__")) == "Thing"
    assert worker.call(path(S, "Thing", "__eq__"), thing.ref, thing.ref) is True


def test_a_module_that_a_call_returned_is_held_but_leads_nowhere_private(worker: Worker) -> None:
    module = worker.call(path(S, "os_module"))
    assert worker.get(module.at("sep")) == "/"
    assert error_of(worker.ask("get", module.at("_exit"), WANT))["code"] == "NOT_ALLOWED"
    assert error_of(worker.ask("get", module.at("sys"), WANT))["code"] == "NOT_ALLOWED"


@pytest.mark.parametrize("module", ["../x", "os; import sys", "", ".os", "os.", "os path", "ös", "1x"])
def test_a_module_name_that_is_none_is_never_permitted(bare: Worker, module: str) -> None:
    bare.permit(module)
    assert bare.refused(path(module, "x"))["code"] == "NOT_ALLOWED"


def test_policy_is_asked_before_the_name_is_looked_for(bare: Worker) -> None:
    bare.permit("math", ["sqrt"])
    assert code(bare, "math", "no_such_name") == "NOT_ALLOWED"


def test_a_permitted_name_that_is_not_there_is_missing(bare: Worker) -> None:
    bare.permit("math", ["sqroot"])
    missing: dict[str, Any] = bare.refused(path("math", "sqroot"), 4)
    assert missing["code"] == "MISSING_NAME"
    assert "'math'" in missing["message"]
    assert "sqrt" in missing["message"]
