"""The two errors that the bridge itself raises. Independent of messages and of user code."""

from __future__ import annotations


class MalformedError(Exception):
    """The host violated the protocol. The channel cannot be trusted any more, so the worker ends with `fatal`."""


class Refusal(Exception):
    """The bridge refuses one call. The call gets an error reply, and the channel continues.

    Attributes:
        code: One of the codes in PROTOCOL.md.
        message: The reason, without the place of the refused value.
    """

    def __init__(self, code: str, message: str, *, root: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self._root = root
        self._steps: list[str] = []

    def add_outer_step(self, step: str) -> None:
        """Adds the step that leads to the refused value, such as `[3]` or `["a"]`. The innermost step comes first."""
        self._steps.append(step)

    def __str__(self) -> str:
        place = self._root + "".join(reversed(self._steps))
        return f"{place}: {self.message}" if place else self.message
