"""Explains why a requested module or name cannot be bound, in words that a user can act on, with the nearest names."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .ir import FailureCode, FailureIR, ProblemIR
from .library_tables import POPULAR_DISTRIBUTIONS, RENAMED_DISTRIBUTIONS

if TYPE_CHECKING:
    from .source.finder import Finder

_SPECIFIER_PATTERN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


def check_specifier(module: str) -> FailureIR | None:
    """Returns a failure if the text is not the dotted name of a module, else None."""
    if _SPECIFIER_PATTERN.fullmatch(module):
        return None
    short_name = module if len(module) <= 80 else module[:79] + "…"
    return _make_failure("INVALID_SPECIFIER", module, f"{short_name!r} is not the dotted name of a Python module")


def report_syntax_error(module: str, problem: ProblemIR) -> FailureIR:
    """Returns the failure of a module whose file cannot be parsed."""
    return _make_failure("SYNTAX", module, f"{module} cannot be read: {problem['message']}")


def report_missing_name(module: str, name: str, existing_names: Iterable[str]) -> FailureIR:
    """Returns the failure of a name that a module does not have."""
    suggestions = find_nearest(name, existing_names)
    failure = _make_failure(
        "NAME_NOT_FOUND", module, f"{module} has no public name {name!r}{_format_hint(suggestions)}"
    )
    return {**failure, "name": name, "nearest": suggestions}


def report_missing_module(finder: Finder, module: str) -> FailureIR:
    """Returns the failure of a module that cannot be found.

    It tells the nearest submodules, the Python versions that have the module, the distribution to install, or the
    nearest names: the first of these that applies.
    """
    top, dot, _ = module.partition(".")
    if dot and finder.is_installed(top):
        return _report_missing_submodule(finder, module)
    version_hint = _explain_version(finder, module)
    if version_hint is not None:
        return _make_failure("MODULE_NOT_FOUND", module, version_hint)
    distribution = RENAMED_DISTRIBUTIONS.get(module) or RENAMED_DISTRIBUTIONS.get(top)
    if distribution is None and top in POPULAR_DISTRIBUTIONS:
        distribution = top.replace("_", "-")
    if distribution is None:
        installed_names = find_nearest(top, finder.list_modules(None))
        if installed_names:
            message = f"no module named {top!r}{_format_hint(installed_names)}"
            return {**_make_failure("MODULE_NOT_FOUND", module, message), "nearest": installed_names}
        known_names = find_nearest(top, [*POPULAR_DISTRIBUTIONS, *RENAMED_DISTRIBUTIONS])
        if known_names:
            message = f"no module named {top!r}{_format_hint(known_names)}"
            return {**_make_failure("MODULE_NOT_FOUND", module, message), "nearest": known_names}
        guess = top.replace("_", "-")
        # Anybody may publish a package of that name, so it is not proposed as a fact.
        message = (
            f"no module named {top!r} is installed; if it is a package, its distribution may be called {guess!r}, "
            f"which is a guess: look at https://pypi.org/project/{guess}/ before you add it"
        )
        return _make_failure("NOT_INSTALLED", module, message)
    message = f"{top} is not installed (distribution {distribution})"
    return {**_make_failure("NOT_INSTALLED", module, message), "distribution": distribution}


def find_nearest(name: str, existing_names: Iterable[str]) -> list[str]:
    """Returns at most three names close to `name`, best first; a name that differs only in case comes first."""
    # Imported here, because only a mistake needs it.
    import difflib

    names = sorted(set(existing_names))
    case_variants = [item for item in names if item.lower() == name.lower()]
    close_matches = difflib.get_close_matches(name, names, 3, 0.7)
    return list(dict.fromkeys([*case_variants, *close_matches]))[:3]


def _report_missing_submodule(finder: Finder, module: str) -> FailureIR:
    parts = module.split(".")
    end = len(parts) - 1
    while end > 1 and finder.find_module(".".join(parts[:end])) is None:
        end -= 1
    package = ".".join(parts[:end])
    suggestions = [f"{package}.{name}" for name in find_nearest(parts[end], finder.list_modules(package))]
    message = f"{package} has no module {parts[end]!r}{_format_hint(suggestions)}"
    return {**_make_failure("MODULE_NOT_FOUND", module, message), "nearest": suggestions}


def _explain_version(finder: Finder, module: str) -> str | None:
    """Returns a sentence if the standard library of other Python versions has the module, else None."""
    span = finder.get_stdlib_versions(module.partition(".")[0])
    if span is None:
        return None
    version = sys.version_info[:2]
    first, last = span
    this_python = f"this is Python {version[0]}.{version[1]}"
    if version < first:
        return f"{module} is in the standard library since Python {first[0]}.{first[1]}; {this_python}"
    if last is not None and version > last:
        return f"{module} left the standard library after Python {last[0]}.{last[1]}; {this_python}"
    return None


def _format_hint(suggestions: list[str]) -> str:
    return f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""


def _make_failure(code: FailureCode, module: str, message: str) -> FailureIR:
    return {
        "code": code,
        "module": module,
        "name": None,
        "message": message,
        "nearest": [],
        "distribution": None,
    }
