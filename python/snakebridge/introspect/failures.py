"""Why a requested module or name cannot be bound, in words a user can act on, with the nearest names."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .ir import FailureCode, FailureIR, ProblemIR
from .library_tables import POPULAR, RENAMED_DISTRIBUTIONS

if TYPE_CHECKING:
    from .source.finder import Finder

SPECIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


def invalid_specifier(module: str) -> FailureIR | None:
    """None for a name that may be looked for."""
    if SPECIFIER.fullmatch(module):
        return None
    shown = module if len(module) <= 80 else module[:79] + "…"
    return _failure("INVALID_SPECIFIER", module, f"{shown!r} is not the dotted name of a Python module")


def syntax_failure(module: str, problem: ProblemIR) -> FailureIR:
    return _failure("SYNTAX", module, f"{module} cannot be read: {problem['message']}")


def missing_name(module: str, name: str, existing: Iterable[str]) -> FailureIR:
    near = nearest(name, existing)
    failure = _failure("NAME_NOT_FOUND", module, f"{module} has no public name {name!r}{_hint(near)}")
    return {**failure, "name": name, "nearest": near}


def missing_module(finder: Finder, module: str) -> FailureIR:
    top, dot, _ = module.partition(".")
    if dot and finder.is_installed(top):
        return _missing_submodule(finder, module)
    version = _other_version(finder, module)
    if version is not None:
        return _failure("MODULE_NOT_FOUND", module, version)
    distribution = RENAMED_DISTRIBUTIONS.get(module) or RENAMED_DISTRIBUTIONS.get(top)
    if distribution is None and top in POPULAR:
        distribution = top.replace("_", "-")
    if distribution is None:
        present = nearest(top, finder.children(None))
        if present:
            message = f"no module named {top!r}{_hint(present)}"
            return {**_failure("MODULE_NOT_FOUND", module, message), "nearest": present}
        known = nearest(top, [*POPULAR, *RENAMED_DISTRIBUTIONS])
        if known:
            message = f"no module named {top!r}{_hint(known)}"
            return {**_failure("MODULE_NOT_FOUND", module, message), "nearest": known}
        distribution = top.replace("_", "-")
    message = f"{top} is not installed (distribution {distribution})"
    return {**_failure("NOT_INSTALLED", module, message), "distribution": distribution}


def nearest(name: str, existing: Iterable[str]) -> list[str]:
    """At most three, best first; a difference of case alone comes first."""
    # Only a mistake pays for loading it.
    import difflib

    names = sorted(set(existing))
    same = [item for item in names if item.lower() == name.lower()]
    close = difflib.get_close_matches(name, names, 3, 0.7)
    return list(dict.fromkeys([*same, *close]))[:3]


def _missing_submodule(finder: Finder, module: str) -> FailureIR:
    parts = module.split(".")
    end = len(parts) - 1
    while end > 1 and finder.find(".".join(parts[:end])) is None:
        end -= 1
    package = ".".join(parts[:end])
    near = [f"{package}.{name}" for name in nearest(parts[end], finder.children(package))]
    message = f"{package} has no module {parts[end]!r}{_hint(near)}"
    return {**_failure("MODULE_NOT_FOUND", module, message), "nearest": near}


def _other_version(finder: Finder, module: str) -> str | None:
    """Words for a standard module that other Pythons have."""
    span = finder.versions_of(module.partition(".")[0])
    if span is None:
        return None
    here = sys.version_info[:2]
    first, last = span
    is_here = f"this is Python {here[0]}.{here[1]}"
    if here < first:
        return f"{module} is in the standard library since Python {first[0]}.{first[1]}; {is_here}"
    if last is not None and here > last:
        return f"{module} left the standard library after Python {last[0]}.{last[1]}; {is_here}"
    return None


def _hint(near: list[str]) -> str:
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _failure(code: FailureCode, module: str, message: str) -> FailureIR:
    return {
        "code": code,
        "module": module,
        "name": None,
        "message": message,
        "nearest": [],
        "distribution": None,
    }
