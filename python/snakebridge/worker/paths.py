"""Reads paths. A path starts at a permitted module, an earlier call or a held object; each of its names is one step.

No other module imports modules or reads attributes for the host. Each step asks the policy first. The worker keeps
nothing that a path reads. Reading raises a `Refusal`, a `DependencyError`, or the exception that user code raised.
"""

from __future__ import annotations

import sys

from . import class_info
from .exceptions import MalformedError, Refusal
from .objects import Failure
from .policy import check_name
from .wire.decoding import create_dict, create_set
from .wire.protocol import ARGUMENT_TYPE, MISSING_NAME
from .wire.references import NamedTupleValue, Path, Ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .objects import Objects, Outcomes
    from .policy import Policy

_Module = type(sys)


class Attribute:
    """Where an attribute is.

    Attributes:
        owner: The object that has it.
        module: The name of the owner if that is a permitted module, else None.
        name: The name of the attribute.
    """

    __slots__ = ("module", "name", "owner")

    def __init__(self, owner: Any, module: str | None, name: str) -> None:
        self.owner = owner
        self.module = module
        self.name = name


class DependencyError(Exception):
    """A path starts at a call that failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


class Paths:
    """Reads and locates what the host names by paths and refs."""

    def __init__(self, policy: Policy, objects: Objects, outcomes: Outcomes) -> None:
        self._policy = policy
        self._objects = objects
        self._outcomes = outcomes

    def locate(self, target: Path | Ref) -> Attribute:
        """Returns where the last name of a path is, without reading that attribute.

        Raises:
            MalformedError: The target is a ref, or a path without names.
        """
        if isinstance(target, Ref) or not target.names:
            raise MalformedError("a path without a name cannot be written to")
        owner, module = self._read_root(target)
        for name in target.names[:-1]:
            owner, module = self._read_name(owner, module, name)
        self._check_step(owner, module, target.names[-1])
        return Attribute(owner, module, target.names[-1])

    def read(self, target: Path | Ref) -> tuple[Any, Attribute | None]:
        """Reads a path or a ref.

        Returns:
            The value, and the attribute that the last name was read from; None if there is no name.
        """
        if isinstance(target, Ref):
            return self._objects.get(target.id), None
        value, module = self._read_root(target)
        attribute = None
        for name in target.names:
            attribute = Attribute(value, module, name)
            value, module = self._read_name(value, module, name)
        return value, attribute

    def resolve(self, value: Any) -> Any:
        """Returns `value` with each path and each ref replaced by what it reads. Changes lists in place."""
        kind = type(value)
        if kind is Path or kind is Ref:
            return self.read(value)[0]
        if kind is list:
            value[:] = [self.resolve(item) for item in value]
        elif kind is dict:
            keys = [self.resolve(key) for key in value]
            return create_dict(keys, [self.resolve(item) for item in value.values()])
        elif kind is tuple:
            return tuple([self.resolve(item) for item in value])
        elif kind is set:
            return create_set([self.resolve(item) for item in value])
        elif kind is NamedTupleValue:
            return self._make_named_tuple(value)
        elif kind is slice:
            return slice(self.resolve(value.start), self.resolve(value.stop), self.resolve(value.step))
        return value

    def _make_named_tuple(self, value: NamedTupleValue) -> Any:
        """Returns a named tuple of the class that sent it. No code of the class runs.

        Raises:
            Refusal: ARGUMENT_TYPE: no named tuple with these fields has the name of that class.
        """
        cls: Any = sys.modules.get(value.module)
        if cls is None and self._policy.permits(value.module):
            cls = _import_module(value.module)
        for name in value.qualname.split("."):
            cls = getattr(cls, name, None)
        if not isinstance(cls, type) or not _has_fields(cls, value.names):
            raise Refusal(
                ARGUMENT_TYPE,
                f"this array came from Python as a {value.module}.{value.qualname}, which this worker cannot find "
                "under that name, so it cannot go back as one; send a copy as a list (`[...value]`) or make it anew",
            )
        return tuple.__new__(cls, [self.resolve(item) for item in value.items])

    def _read_root(self, path: Path) -> tuple[Any, str | None]:
        """Returns the object that the path starts at, and its name if it is a permitted module."""
        root = path.root
        if isinstance(root, str):
            if path.names:
                self._policy.check_member(root, path.names[0])
            else:
                self._policy.check_module(root)
            return _import_module(root), root
        if isinstance(root, Ref):
            return self._objects.get(root.id), None
        outcome = self._outcomes.get(root)
        if type(outcome) is Failure:
            raise DependencyError(outcome)
        return outcome, None

    def _check_step(self, owner: Any, module: str | None, name: str) -> None:
        if not _is_module(owner):
            check_name(name)
        elif module is None:
            self._policy.check_held_member(str(owner.__name__), name)
        else:
            self._policy.check_member(module, name)

    def _read_name(self, owner: Any, module: str | None, name: str) -> tuple[Any, str | None]:
        """Returns the attribute `name` of the owner, and its name if it is a permitted module."""
        self._check_step(owner, module, name)
        try:
            value = getattr(owner, name)
        except AttributeError as error:
            if not _is_attribute_missing(owner, name, error):
                raise
            value = self._import_submodule(owner, module, name)
            if value is None:
                raise _create_missing_error(owner, name) from error
        if not _is_module(value):
            return value, None
        parent = module or (owner.__name__ if _is_module(owner) else None)
        return value, self._policy.find_module_name(value, parent, name)

    def _import_submodule(self, owner: Any, module: str | None, name: str) -> Any:
        """Imports the submodule `name` of a package; returns None if there is none or it is not permitted."""
        if module is None or not hasattr(owner, "__path__") or not self._policy.permits(f"{module}.{name}"):
            return None
        try:
            return _import_module(f"{module}.{name}")
        except Refusal:
            return None


def _is_module(value: Any) -> bool:
    return issubclass(type(value), _Module)


def _has_fields(cls: type, names: list[str]) -> bool:
    """Returns whether a class is a named tuple with these fields."""
    fields: Any = class_info.find_member(cls, "_fields")
    return class_info.is_named_tuple(cls) and list(fields) == names


def _import_module(module: str) -> Any:
    found = sys.modules.get(module)
    if found is not None:
        return found
    try:
        __import__(module)
        return sys.modules[module]
    except ModuleNotFoundError as error:
        absent = error.name
        if absent is None or not f"{module}.".startswith(f"{absent}."):
            raise  # The module exists. It imports another one that does not exist.
    if "." in absent:
        package, _, name = absent.rpartition(".")
        raise _create_missing_error(sys.modules.get(package), name)
    raise Refusal(
        MISSING_NAME,
        f"module {absent!r} is not installed in {sys.executable} (Python {sys.version.split()[0]}) and is in none of "
        f"the program's folders; run `snakebridge sync`, or `snakebridge add` with the package that has it",
    )


def _is_attribute_missing(owner: Any, name: str, error: AttributeError) -> bool:
    """Returns whether the attribute does not exist. If it exists, code of the user raised the error."""
    frames = error.__traceback__.tb_next if error.__traceback__ else None
    if frames is None:
        return True
    while frames.tb_next is not None:
        frames = frames.tb_next
    raised_in = frames.tb_frame.f_code.co_name
    return raised_in in ("__getattr__", "__getattribute__") and not _is_declared(owner, name)


def _is_declared(owner: Any, name: str) -> bool:
    if class_info.find_member(type(owner), name) is not None:
        return True
    return isinstance(owner, type) and class_info.find_member(owner, name) is not None


def _create_missing_error(owner: Any, name: str) -> Refusal:
    near = _find_nearest_names(owner, name)
    remedy = f"; nearest: {', '.join(near)}" if near else ""
    return Refusal(MISSING_NAME, f"{_describe_owner(owner)} has no attribute {name!r}{remedy}")


def _find_nearest_names(owner: Any, name: str) -> list[str]:
    try:
        from difflib import get_close_matches

        return get_close_matches(name, [known for known in dir(owner) if not known.startswith("_")], 3)
    except Exception:
        # `dir` may run user code. The error is right without the nearest names.
        return []


def _describe_owner(owner: Any) -> str:
    if _is_module(owner):
        return f"module {owner.__name__!r}"
    if isinstance(owner, type):
        return f"class {class_info.get_display_name(owner)!r}"
    return f"{class_info.get_display_name(type(owner))!r} object"
