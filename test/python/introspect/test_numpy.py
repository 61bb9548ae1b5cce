"""What must be right about numpy: names, members, results and keyword verdicts."""

from __future__ import annotations

import re

import numpy as np
import pytest
from introspection import Answer, installed, show


@pytest.fixture(scope="module")
def numpy() -> Answer:
    return installed("numpy")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_name_that_is_offered_exists_when_numpy_runs(numpy: Answer) -> None:
    missing = []
    for module in numpy.data["modules"]:
        if not module["bound"]:
            continue
        target = np
        for part in module["name"].split(".")[1:]:
            target = getattr(target, part)
        names = [item["name"] for item in module["declarations"] if item.get("value", True) and "." not in item["name"]]
        missing += [f"{module['name']}.{name}" for name in names if not hasattr(target, name)]
    # Numbers of other platforms, which numpy's stubs list for all.
    assert [name for name in missing if not re.fullmatch(r"numpy\.(\w+\.)*(u?int|float|complex)\d+", name)] == []


def test_every_public_name_of_numpy_is_offered(numpy: Answer) -> None:
    offered = {*numpy.names("numpy"), *(name.partition(".")[2] for name in numpy.module("numpy")["submodules"])}
    assert set(np.__all__) - offered <= {"__array_namespace_info__", "show_config"}


@pytest.mark.parametrize("module", ["numpy.linalg", "numpy.random", "numpy.fft", "numpy.ma", "numpy.polynomial"])
def test_submodules_are_bound(numpy: Answer, module: str) -> None:
    assert module in numpy.module("numpy")["submodules"]
    assert numpy.module(module)["bound"] is True


def test_the_distribution_and_its_version(numpy: Answer) -> None:
    assert numpy.module("numpy")["origin"] == {"kind": "distribution", "name": "numpy", "version": np.__version__}


@pytest.mark.parametrize("name", ["linspace", "array", "mean", "sum", "delete", "concatenate"])
def test_functions(numpy: Answer, name: str) -> None:
    assert numpy.of("numpy", name)["kind"] == "function"


@pytest.mark.parametrize(("name", "type_"), [("pi", "float"), ("inf", "float"), ("e", "float"), ("newaxis", "none")])
def test_constants(numpy: Answer, name: str, type_: str) -> None:
    assert numpy.type("numpy", name) == type_


@pytest.mark.parametrize(
    ("name", "ancestors"),
    [
        ("float32", ["numpy:floating", "numpy:inexact", "numpy:number", "numpy:generic"]),
        ("float64", ["numpy:floating", "numpy:inexact", "numpy:number", "numpy:generic", "builtins:float"]),
        ("int64", ["numpy:signedinteger", "numpy:integer", "numpy:number", "numpy:generic"]),
        ("uint8", ["numpy:unsignedinteger", "numpy:integer", "numpy:number", "numpy:generic"]),
        ("complex128", ["numpy:complexfloating", "numpy:inexact", "numpy:number", "numpy:generic"]),
        ("str_", ["numpy:character", "numpy:flexible", "numpy:generic", "builtins:str"]),
        ("bool", ["numpy:generic"]),
    ],
)
def test_scalar_types_are_classes_below_generic(numpy: Answer, name: str, ancestors: list[str]) -> None:
    found = numpy.of("numpy", name)
    assert (found["kind"], found["value"], found["id"]) == ("class", True, f"numpy:{name}")
    assert [id for id in found["mro"] if id in ancestors] == ancestors
    assert found["constructors"]


@pytest.mark.parametrize("name", ["intc", "intp", "byte", "uintc", "ubyte", "half", "double", "longlong", "bool_"])
def test_the_run_time_home_of_a_scalar_type_is_the_class_it_is(numpy: Answer, name: str) -> None:
    found = numpy.of("numpy", name)
    if found["kind"] == "reexport":
        found = numpy.of("numpy", found["class"].partition(":")[2])
    running = getattr(np, name)
    assert found["home"] == f"{running.__module__}.{running.__qualname__}"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("numpy", "finfo"),
        ("numpy", "vectorize"),
        ("numpy", "errstate"),
        ("numpy.linalg", "LinAlgError"),
        ("numpy.random", "Generator"),
        ("numpy.ma", "MaskedArray"),
    ],
)
def test_the_run_time_home_of_a_class(numpy: Answer, module: str, name: str) -> None:
    running = getattr(getattr(np, module.partition(".")[2]) if "." in module else np, name)
    found = numpy.of(module, name)
    if found["kind"] == "reexport":
        owner, _, name = found["class"].partition(":")
        found = numpy.of(owner, name)
    assert found["home"] == f"{running.__module__}.{running.__qualname__}"


def test_the_members_of_an_array_exist(numpy: Answer) -> None:
    declared = {item["name"]: item for item in numpy.of("numpy", "ndarray")["members"]}
    for ancestor in numpy.of("numpy", "ndarray")["mro"]:
        declared.update({item["name"]: item for item in numpy.of("numpy", ancestor.partition(":")[2])["members"]})
    assert {name for name in declared if not hasattr(np.ndarray, name)} == set()
    for name in ("reshape", "astype", "sum", "mean", "T", "shape", "dtype", "tolist", "__getitem__", "__matmul__"):
        assert name in declared
    assert declared["reshape"]["kind"] == "method"
    assert show(declared["ndim"]["type"]) == "int"
    assert declared["ndim"]["write"] is None
    assert declared["shape"]["write"] is not None


@pytest.mark.parametrize(
    ("name", "positions"),
    [
        ("linspace", set()),
        ("mean", set()),
        ("sum", set()),
        ("full", {"fill_value"}),
        ("array", {"object"}),
    ],
)
def test_keyword_verdicts(numpy: Answer, name: str, positions: set[str]) -> None:
    assert set(" ".join(numpy.verdicts("numpy", name)).split()) == positions


def test_a_callable_constant_shows_how_it_is_called(numpy: Answer) -> None:
    for name in ("add", "sin"):
        type_ = numpy.of("numpy", name)["type"]
        module, _, qualname = type_["id"].partition(":")
        declared = numpy.of(module, qualname)
        assert declared["value"] is False
        assert "__call__" in [item["name"] for item in declared["members"]]


def test_a_dtype_takes_keywords_because_its_dictionary_form_does_not_count(numpy: Answer) -> None:
    assert set(numpy.verdicts("numpy.linalg", "norm")) == {""}
    assert set(" ".join(numpy.verdicts("numpy", "asarray")).split()) <= {"a"}


def test_results_with_a_private_home_are_part_of_the_output(numpy: Answer) -> None:
    first = numpy.of("numpy.linalg", "svd")["overloads"][0]["result"]
    assert first == {"t": "class", "id": "numpy.linalg._linalg:SVDResult", "args": []}
    declared = numpy.of("numpy.linalg._linalg", "SVDResult")
    assert [item["name"] for item in declared["namedTuple"]] == ["U", "S", "Vh"]
    assert declared["value"] is False
    assert numpy.module("numpy.linalg._linalg")["bound"] is False


def test_an_option_decides_between_overloads(numpy: Answer) -> None:
    options = [
        show(item["type"])
        for each in numpy.of("numpy.linalg", "svd")["overloads"]
        for item in each["parameters"]
        if item["name"] == "compute_uv"
    ]
    assert set(options) == {"Literal[True]", "Literal[False]"}


def test_scalars_come_out_as_scalar_classes(numpy: Answer) -> None:
    assert show(numpy.of("numpy", "mean")["overloads"][0]["result"]).startswith(("numpy:floating", "numpy:float64"))


def test_nothing_in_numpys_stubs_is_unresolved(numpy: Answer) -> None:
    problems = [item["message"] for module in numpy.data["modules"] for item in module["problems"]]
    # numpy 2.2 itself misspells one name.
    assert [text for text in problems if "_DTypeT_co" not in text] == []
