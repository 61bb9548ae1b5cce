"""What the host holds: objects under ref ids, classes under type ids, outcomes under call ids.

Every object here stays alive until the host gives it back. Ids are never reused. Used by the main thread only.
"""

from __future__ import annotations

from .exceptions import MalformedError, Refusal
from .wire.protocol import STALE_HANDLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Failure:
    """The outcome of a call that failed: everything of the error reply but its origin."""

    __slots__ = ("call", "error")

    def __init__(self, call: int, error: Mapping[str, Any]) -> None:
        self.call = call
        self.error = error


class _Entry:
    __slots__ = ("count", "object", "ref")

    def __init__(self, ref: int, value: Any) -> None:
        self.ref = ref
        self.object = value
        self.count = 0


class Objects:
    def __init__(self) -> None:
        self._by_ref: dict[int, _Entry] = {}
        # By identity; the entry keeps its object alive, so an identity cannot pass to another one.
        self._by_identity: dict[int, _Entry] = {}
        self._refs = 0
        # Classes are kept for good: the host keeps their descriptions as long.
        self._types: dict[int, tuple[type, int]] = {}

    def retain(self, value: Any) -> int:
        """The ref id of `value`, with one count more for the host."""
        entry = self._by_identity.get(id(value))
        if entry is None:
            self._refs += 1
            entry = _Entry(self._refs, value)
            self._by_identity[id(value)] = self._by_ref[entry.ref] = entry
        entry.count += 1
        return entry.ref

    def release(self, ref: int, count: int) -> None:
        """Takes `count` back from the host; at zero the object is let go. An unknown ref is gone already."""
        entry = self._by_ref.get(ref)
        if entry is None:
            return
        entry.count -= count
        if entry.count <= 0:
            del self._by_ref[ref]
            del self._by_identity[id(entry.object)]

    def get(self, ref: int) -> Any:
        """@raises Refusal: STALE_HANDLE"""
        entry = self._by_ref.get(ref)
        if entry is None:
            raise Refusal(
                STALE_HANDLE,
                f"the object behind handle {ref} was released; ask Python for it again, or release it later",
            )
        return entry.object

    def clear(self) -> None:
        """Lets go of every object, one by one, so that each is finished as if its last name went away."""
        self._by_identity.clear()
        while self._by_ref:
            self._by_ref.popitem()

    def type_id(self, cls: type) -> tuple[int, bool]:
        """The id of a class, and whether it is new to the host."""
        known = self._types.get(id(cls))
        if known is not None:
            return known[1], False
        self._types[id(cls)] = (cls, len(self._types) + 1)
        return len(self._types), True


class Outcomes:
    """By call id: the value, or the Failure."""

    def __init__(self) -> None:
        self._by_call: dict[int, Any] = {}
        # What the call table says of a result, for one that is sent later; most have none.
        self._rules: dict[int, str] = {}

    def keep(self, call: int, outcome: Any, rule: str | None = None) -> None:
        self._by_call[call] = outcome
        if rule is not None:
            self._rules[call] = rule

    def rule_of(self, call: int) -> str | None:
        return self._rules.get(call)

    def of(self, call: int) -> Any:
        """@raises MalformedError: no such call was sent, or it was released."""
        try:
            return self._by_call[call]
        except KeyError:
            raise MalformedError(f"call {call} is unknown here, or was released") from None

    def expect_new(self, call: int) -> None:
        """@raises MalformedError: the id is in use."""
        if call in self._by_call:
            raise MalformedError(f"call {call} was sent twice")

    def release(self, call: int) -> None:
        self._by_call.pop(call, None)
        self._rules.pop(call, None)

    def clear(self) -> None:
        while self._by_call:
            self._by_call.popitem()
