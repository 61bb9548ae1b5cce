"""What the worker keeps for the host: objects by ref id, classes by type id, outcomes by call id.

An object stays alive until the host releases it. An id is never used again. Only the main thread uses this module.
"""

from __future__ import annotations

from .exceptions import MalformedError, Refusal
from .wire.protocol import STALE_HANDLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Failure:
    """The outcome of a call that failed.

    Attributes:
        call: The id of the call that failed first. Calls that depend on it have the same failure.
        error: The error map of PROTOCOL.md, except that its `origin` is not set.
    """

    __slots__ = ("call", "error")

    def __init__(self, call: int, error: Mapping[str, Any]) -> None:
        self.call = call
        self.error = error


class _ObjectEntry:
    """An object and how often the host has received its ref."""

    __slots__ = ("count", "object", "ref")

    def __init__(self, ref: int, value: Any) -> None:
        self.ref = ref
        self.object = value
        self.count = 0


class Objects:
    """The objects and the classes that the host knows by id."""

    def __init__(self) -> None:
        self._entries_by_ref: dict[int, _ObjectEntry] = {}
        #: An entry keeps its object alive, so no other object can get the same identity.
        self._entries_by_identity: dict[int, _ObjectEntry] = {}
        self._last_ref = 0
        #: By identity: a class and its type id. The worker never releases a class, because the host keeps its
        #: description for ever.
        self._types: dict[int, tuple[type, int]] = {}

    def retain(self, value: Any) -> int:
        """Returns the ref id of `value`, and adds 1 to the count that the host holds of it."""
        entry = self._entries_by_identity.get(id(value))
        if entry is None:
            self._last_ref += 1
            entry = _ObjectEntry(self._last_ref, value)
            self._entries_by_identity[id(value)] = self._entries_by_ref[entry.ref] = entry
        entry.count += 1
        return entry.ref

    def release(self, ref: int, count: int) -> None:
        """Subtracts `count` from what the host holds of a ref, and drops the object at zero. Ignores an unknown ref."""
        entry = self._entries_by_ref.get(ref)
        if entry is None:
            return
        entry.count -= count
        if entry.count <= 0:
            del self._entries_by_ref[ref]
            del self._entries_by_identity[id(entry.object)]

    def get(self, ref: int) -> Any:
        """Returns the object with this ref id.

        Raises:
            Refusal: STALE_HANDLE: the host has released it.
        """
        entry = self._entries_by_ref.get(ref)
        if entry is None:
            raise Refusal(
                STALE_HANDLE,
                f"the object behind handle {ref} was released; ask Python for it again, or release it later",
            )
        return entry.object

    def clear(self) -> None:
        """Drops every object, one after another, so that Python can finalize each of them."""
        self._entries_by_identity.clear()
        while self._entries_by_ref:
            self._entries_by_ref.popitem()

    def register_type(self, cls: type) -> tuple[int, bool]:
        """Returns the type id of a class, and whether the class is new to the host."""
        known = self._types.get(id(cls))
        if known is not None:
            return known[1], False
        self._types[id(cls)] = (cls, len(self._types) + 1)
        return len(self._types), True


class Outcomes:
    """The outcome of each call, by call id: the value that it returned, or its Failure."""

    def __init__(self) -> None:
        self._outcomes: dict[int, Any] = {}
        #: The result rules of calls whose value may be sent later. Most calls have none.
        self._rules: dict[int, str] = {}

    def keep(self, call: int, outcome: Any, rule: str | None = None) -> None:
        """Keeps the outcome of a call, and its result rule if it has one, until the host releases the call."""
        self._outcomes[call] = outcome
        if rule is not None:
            self._rules[call] = rule

    def get_rule(self, call: int) -> str | None:
        """Returns the result rule of a call; None if it has none."""
        return self._rules.get(call)

    def get(self, call: int) -> Any:
        """Returns the outcome of a call.

        Raises:
            MalformedError: The host never sent such a call, or has released it.
        """
        try:
            return self._outcomes[call]
        except KeyError:
            raise MalformedError(f"call {call} is unknown here, or was released") from None

    def check_new_id(self, call: int) -> None:
        """Checks the id of a call that begins.

        Raises:
            MalformedError: An earlier call has the same id.
        """
        if call in self._outcomes:
            raise MalformedError(f"call {call} was sent twice")

    def release(self, call: int) -> None:
        """Drops the outcome of a call. Ignores an unknown id."""
        self._outcomes.pop(call, None)
        self._rules.pop(call, None)

    def clear(self) -> None:
        """Drops every outcome, one after another, so that Python can finalize each of them."""
        while self._outcomes:
            self._outcomes.popitem()
