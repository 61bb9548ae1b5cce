"""Decides what the host may reach: the permitted modules and names, and the names that nobody may read.

It prevents mistakes and unexpected strings. It is no sandbox. It checks names only: it reads no file of the project and
no attribute that the host asks for.
"""

from __future__ import annotations

import sys

from .exceptions import Refusal
from .wire.protocol import NOT_ALLOWED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

#: The dunder names that are never permitted, because they lead out of the object.
FORBIDDEN_NAMES = frozenset(
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
#: The names of `builtins` that the host must import by name, even if it may use the whole module.
BUILTINS_BY_NAME_ONLY = frozenset(("exec", "eval", "compile", "__import__", "open"))


class Policy:
    """The permissions that the host sent. A permission is never removed."""

    def __init__(self) -> None:
        #: By module: the names that are permitted one by one. A module that is permitted as a whole is here, too.
        self._permitted_names: dict[str, frozenset[str]] = {}
        #: The modules of which every public name is permitted.
        self._whole_modules: set[str] = set()
        #: The pairs of module and name that passed `check_member` before.
        self._checked_members: set[tuple[str, str]] = set()

    def permit(self, module: str, names: list[str] | None) -> None:
        """Permits names of a module, or every public name if `names` is None."""
        if not _is_module_name(module):
            return  # Such a module does not exist. A call that tries to reach it is refused.
        if names is None:
            self._whole_modules.add(module)
        self._permitted_names[module] = self._permitted_names.get(module, frozenset()).union(names or ())

    def permits(self, module: str) -> bool:
        """Returns whether the host may reach the module, or at least single names of it."""
        return module in self._permitted_names or self._is_public_submodule(module)

    def check_module(self, module: str) -> None:
        """Checks that the host may hold the module as a whole.

        Raises:
            Refusal: NOT_ALLOWED
        """
        if not self.permits(module):
            raise _create_module_refusal(module)
        if module not in self._whole_modules and not self._is_public_submodule(module):
            raise Refusal(
                NOT_ALLOWED,
                f"module {module!r} itself is not permitted, only single names of it are; "
                f'import * as it from "py:{module}", or its $module',
            )

    def check_member(self, module: str, name: str) -> None:
        """Checks that the host may reach the module and read `name` from it.

        Raises:
            Refusal: NOT_ALLOWED
        """
        if (module, name) in self._checked_members:
            return
        if not self.permits(module):
            raise _create_module_refusal(module)
        self.check_held_member(module, name)
        self._checked_members.add((module, name))

    def check_held_member(self, module: str, name: str) -> None:
        """Checks that the host may read `name` from a module that it holds as an object.

        Raises:
            Refusal: NOT_ALLOWED
        """
        permitted = self._permitted_names.get(module, frozenset())
        if name in permitted and (name not in FORBIDDEN_NAMES or module == "builtins"):
            return
        if module == "builtins" and name in BUILTINS_BY_NAME_ONLY:
            raise Refusal(
                NOT_ALLOWED, f'builtins.{name} is permitted by name only; import {{ {name} }} from "py:builtins"'
            )
        check_name(name)
        if (
            module in self._permitted_names
            and module not in self._whole_modules
            and not self._is_public_submodule(module)
        ):
            raise Refusal(
                NOT_ALLOWED,
                f"{module}.{name} is not permitted: the program imports other names of {module}; "
                f'import {{ {name} }} from "py:{module}"',
            )

    def find_module_name(self, value: ModuleType, parent: str | None, name: str) -> str:
        """Returns the permitted name of a module that was read from an attribute.

        Args:
            value: The module.
            parent: The name of the module that has the attribute; None if another object has it.
            name: The name of the attribute.

        Raises:
            Refusal: NOT_ALLOWED
        """
        own = getattr(value, "__name__", None)
        # The module `os.path` calls itself `posixpath`, but it is a submodule of `os`.
        for candidate in (f"{parent}.{name}" if parent else None, own):
            if type(candidate) is str and sys.modules.get(candidate) is value and self.permits(candidate):
                return candidate
        raise _create_module_refusal(str(own), f"{parent}.{name}" if parent else f"its name {name!r}")

    def _is_public_submodule(self, module: str) -> bool:
        """Returns whether the module is a public submodule of a permitted package."""
        parts = module.split(".")
        for length in range(len(parts) - 1, 0, -1):
            package = ".".join(parts[:length])
            if package not in self._permitted_names or any(part.startswith("_") for part in parts[length:]):
                continue
            if package in self._whole_modules or parts[length] in self._permitted_names[package]:
                return True
        return False


def check_name(name: str) -> None:
    """Checks that the host may use an attribute of this name at all.

    Raises:
        Refusal: NOT_ALLOWED
    """
    if not name.startswith("_"):
        return
    dunder = len(name) > 4 and name.startswith("__") and name.endswith("__")
    if not dunder:
        raise Refusal(NOT_ALLOWED, f"{name!r} is not permitted: names with a leading underscore are private")
    if name in FORBIDDEN_NAMES:
        raise Refusal(NOT_ALLOWED, f"{name!r} is never permitted: it leads out of the object")


def _create_module_refusal(module: str, found: str | None = None) -> Refusal:
    reached = f", reached as {found}," if found else ""
    return Refusal(
        NOT_ALLOWED,
        f"module {module!r}{reached} is not permitted: nothing in this build imports it; "
        f'import from "py:{module}" where the program needs it, and build again',
    )


def _is_module_name(module: str) -> bool:
    return module.isascii() and all(part.isidentifier() for part in module.split("."))
