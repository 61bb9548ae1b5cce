"""What the host may reach: the allow-list, and the names that are never given away. Reads no project file.

It stops mistakes and unexpected strings; it is no sandbox. Decides about names only and reads no attribute itself.
"""

from __future__ import annotations

import sys

from .exceptions import Refusal
from .wire.protocol import NOT_ALLOWED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

NEVER = frozenset(
    (
        "__globals__",
        "__builtins__",
        "__code__",
        "__closure__",
        "__subclasses__",
        "__dict__",
        "__loader__",
        "__spec__",
        "__reduce__",
        "__reduce_ex__",
        "__getattribute__",
        "__import__",
    )
)
BY_NAME_ONLY = frozenset(("exec", "eval", "compile", "__import__", "open"))


class Policy:
    def __init__(self) -> None:
        # By module, the names permitted one by one; and the modules of which every public name is.
        self._named: dict[str, frozenset[str]] = {}
        self._whole: set[str] = set()
        # Pairs of module and name that were found to be permitted.
        self._passed: set[tuple[str, str]] = set()

    def permit(self, module: str, names: list[str] | None) -> None:
        """Adds to what is permitted; never takes away."""
        if not _is_module_name(module):
            return  # nothing can be reached under such a name, and a call that tries is told so
        if names is None:
            self._whole.add(module)
        self._named[module] = self._named.get(module, frozenset()).union(names or ())

    def permits(self, module: str) -> bool:
        """Whether the module, or single names of it, may be reached."""
        return module in self._named or self._is_public_submodule(module)

    def check_module(self, module: str) -> None:
        """Whether the module as a whole may be held. @raises Refusal: NOT_ALLOWED"""
        if not self.permits(module):
            raise _refuse_module(module)
        if module not in self._whole and not self._is_public_submodule(module):
            raise Refusal(
                NOT_ALLOWED,
                f"module {module!r} itself is not permitted, only single names of it are; "
                f'import * as it from "py:{module}", or its $module',
            )

    def check_member(self, module: str, name: str) -> None:
        """Whether `name` may be read from a permitted module. @raises Refusal: NOT_ALLOWED"""
        if (module, name) in self._passed:
            return
        if not self.permits(module):
            raise _refuse_module(module)
        self.check_held_member(module, name)
        self._passed.add((module, name))

    def check_held_member(self, module: str, name: str) -> None:
        """The same for a module that the host holds as an object. @raises Refusal: NOT_ALLOWED"""
        named = self._named.get(module, frozenset())
        if name in named and (name not in NEVER or module == "builtins"):
            return
        if module == "builtins" and name in BY_NAME_ONLY:
            raise Refusal(
                NOT_ALLOWED, f'builtins.{name} is permitted by name only; import {{ {name} }} from "py:builtins"'
            )
        check_name(name)
        if module in self._named and module not in self._whole and not self._is_public_submodule(module):
            raise Refusal(
                NOT_ALLOWED,
                f"{module}.{name} is not permitted: the program imports other names of {module}; "
                f'import {{ {name} }} from "py:{module}"',
            )

    def name_of(self, value: ModuleType, parent: str | None, name: str) -> str:
        """The name under which a module that a step found may be used. @raises Refusal: NOT_ALLOWED"""
        own = getattr(value, "__name__", None)
        # `os.path` is called posixpath; it is a submodule of `os` all the same.
        for candidate in (f"{parent}.{name}" if parent else None, own):
            if type(candidate) is str and sys.modules.get(candidate) is value and self.permits(candidate):
                return candidate
        raise _refuse_module(str(own), f"{parent}.{name}" if parent else f"its name {name!r}")

    def _is_public_submodule(self, module: str) -> bool:
        """Whether a permitted package above has it as a public submodule."""
        parts = module.split(".")
        for length in range(len(parts) - 1, 0, -1):
            package = ".".join(parts[:length])
            if package not in self._named or any(part.startswith("_") for part in parts[length:]):
                continue
            if package in self._whole or parts[length] in self._named[package]:
                return True
        return False


def check_name(name: str) -> None:
    """Whether the name of an attribute may be used at all. @raises Refusal: NOT_ALLOWED"""
    if not name.startswith("_"):
        return
    dunder = len(name) > 4 and name.startswith("__") and name.endswith("__")
    if not dunder:
        raise Refusal(NOT_ALLOWED, f"{name!r} is not permitted: names with a leading underscore are private")
    if name in NEVER:
        raise Refusal(NOT_ALLOWED, f"{name!r} is never permitted: it leads out of the object")


def _refuse_module(module: str, found: str | None = None) -> Refusal:
    reached = f", reached as {found}," if found else ""
    return Refusal(
        NOT_ALLOWED,
        f"module {module!r}{reached} is not permitted: nothing in this build imports it; "
        f'import from "py:{module}" where the program needs it, and build again',
    )


def _is_module_name(module: str) -> bool:
    return module.isascii() and all(part.isidentifier() for part in module.split("."))
