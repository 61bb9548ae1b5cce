"""Reads paths: from a permitted module, an earlier call or a held object, one name after another.

The only place that imports modules and reads attributes for the host; each step asks the policy first. What a path
reads is fresh every time. Failures are a `Refusal`, a `DependencyFailed`, or whatever user code raised.
"""

from __future__ import annotations

import sys

from . import class_info
from .exceptions import MalformedError, Refusal
from .objects import Failure
from .policy import check_name
from .wire.decoding import to_dict, to_set
from .wire.protocol import ARGUMENT_TYPE, MISSING_NAME
from .wire.references import NamedTupleValue, Path, Ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .objects import Objects, Outcomes
    from .policy import Policy

_Module = type(sys)


class Attribute:
    """Where a name is: `owner` holds it; `module` is the owner's name if the owner is a permitted module."""

    __slots__ = ("module", "name", "owner")

    def __init__(self, owner: Any, module: str | None, name: str) -> None:
        self.owner = owner
        self.module = module
        self.name = name


class DependencyFailed(Exception):
    """What a path starts at is a call that failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


class Paths:
    def __init__(self, policy: Policy, objects: Objects, outcomes: Outcomes) -> None:
        self._policy = policy
        self._objects = objects
        self._outcomes = outcomes

    def locate(self, target: Path | Ref) -> Attribute:
        """Where the last name of a path is, without reading it. @raises MalformedError: the path has no name"""
        if isinstance(target, Ref) or not target.names:
            raise MalformedError("a path without a name cannot be written to")
        owner, module = self._read_root(target)
        for name in target.names[:-1]:
            owner, module = self._read_name(owner, module, name)
        self._check(owner, module, target.names[-1])
        return Attribute(owner, module, target.names[-1])

    def read(self, target: Path | Ref) -> tuple[Any, Attribute | None]:
        """What a path or ref reads, and where its last name was found."""
        if isinstance(target, Ref):
            return self._objects.get(target.id), None
        value, module = self._read_root(target)
        place = None
        for name in target.names:
            place = Attribute(value, module, name)
            value, module = self._read_name(value, module, name)
        return value, place

    def resolve(self, value: Any) -> Any:
        """`value` with every path and ref in it read. Lists are changed in place."""
        kind = type(value)
        if kind is Path or kind is Ref:
            return self.read(value)[0]
        if kind is list:
            value[:] = [self.resolve(item) for item in value]
        elif kind is dict:
            keys = [self.resolve(key) for key in value]
            return to_dict(keys, [self.resolve(item) for item in value.values()])
        elif kind is tuple:
            return tuple([self.resolve(item) for item in value])
        elif kind is set:
            return to_set([self.resolve(item) for item in value])
        elif kind is NamedTupleValue:
            return self._make_named_tuple(value)
        elif kind is slice:
            return slice(self.resolve(value.start), self.resolve(value.stop), self.resolve(value.step))
        return value

    def _make_named_tuple(self, value: NamedTupleValue) -> Any:
        """Makes a named tuple of the class that sent it. No code of the class runs."""
        cls: Any = sys.modules.get(value.module)
        if cls is None and self._policy.permits(value.module):
            cls = _import(value.module)
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
        root = path.root
        if isinstance(root, str):
            if path.names:
                self._policy.check_member(root, path.names[0])
            else:
                self._policy.check_module(root)
            return _import(root), root
        if isinstance(root, Ref):
            return self._objects.get(root.id), None
        outcome = self._outcomes.of(root)
        if type(outcome) is Failure:
            raise DependencyFailed(outcome)
        return outcome, None

    def _check(self, owner: Any, module: str | None, name: str) -> None:
        if not _is_module(owner):
            check_name(name)
        elif module is None:
            self._policy.check_held_member(str(owner.__name__), name)
        else:
            self._policy.check_member(module, name)

    def _read_name(self, owner: Any, module: str | None, name: str) -> tuple[Any, str | None]:
        self._check(owner, module, name)
        try:
            value = getattr(owner, name)
        except AttributeError as error:
            if not _is_missing(owner, name, error):
                raise
            value = self._import_submodule(owner, module, name)
            if value is None:
                raise _create_missing_error(owner, name) from error
        if not _is_module(value):
            return value, None
        parent = module or (owner.__name__ if _is_module(owner) else None)
        return value, self._policy.name_of(value, parent, name)

    def _import_submodule(self, owner: Any, module: str | None, name: str) -> Any:
        """The submodule that nothing has imported yet, if that is what the name means."""
        if module is None or not hasattr(owner, "__path__") or not self._policy.permits(f"{module}.{name}"):
            return None
        try:
            return _import(f"{module}.{name}")
        except Refusal:
            return None


def _is_module(value: Any) -> bool:
    return issubclass(type(value), _Module)


def _import(module: str) -> Any:
    found = sys.modules.get(module)
    if found is not None:
        return found
    try:
        __import__(module)
        return sys.modules[module]
    except ModuleNotFoundError as error:
        absent = error.name
        if absent is None or not f"{module}.".startswith(f"{absent}."):
            raise  # something that the module itself imports
    if "." in absent:
        package, _, name = absent.rpartition(".")
        raise _create_missing_error(sys.modules.get(package), name)
    raise Refusal(
        MISSING_NAME,
        f"module {absent!r} is not installed in {sys.executable} (Python {sys.version.split()[0]}) and is in none of "
        f"the program's folders; run `snakebridge sync`, or `snakebridge add` with the package that has it",
    )


def _has_fields(cls: type, names: list[str]) -> bool:
    fields: Any = class_info.find_member(cls, "_fields")
    return class_info.is_named_tuple(cls) and list(fields) == names


def _is_missing(owner: Any, name: str, error: AttributeError) -> bool:
    """Whether the attribute is not there, rather than there with code of the user's that failed."""
    frames = error.__traceback__.tb_next if error.__traceback__ else None
    if frames is None:
        return True
    while frames.tb_next is not None:
        frames = frames.tb_next
    raised_in = frames.tb_frame.f_code.co_name
    return raised_in in ("__getattr__", "__getattribute__") and not _declares(owner, name)


def _declares(owner: Any, name: str) -> bool:
    if class_info.find_member(type(owner), name) is not None:
        return True
    return isinstance(owner, type) and class_info.find_member(owner, name) is not None


def _create_missing_error(owner: Any, name: str) -> Refusal:
    near = _find_nearest(owner, name)
    remedy = f"; nearest: {', '.join(near)}" if near else ""
    return Refusal(MISSING_NAME, f"{_describe_owner(owner)} has no attribute {name!r}{remedy}")


def _find_nearest(owner: Any, name: str) -> list[str]:
    try:
        from difflib import get_close_matches

        return get_close_matches(name, [known for known in dir(owner) if not known.startswith("_")], 3)
    except Exception:
        # `dir` may be user code; without its help the error is still the right one.
        return []


def _describe_owner(owner: Any) -> str:
    if _is_module(owner):
        return f"module {owner.__name__!r}"
    if isinstance(owner, type):
        return f"class {class_info.display_name(owner)!r}"
    return f"{class_info.display_name(type(owner))!r} object"
