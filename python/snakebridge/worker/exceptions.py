"""The two ways in which the bridge itself says no. Knows nothing of messages or of user code."""

from __future__ import annotations


class MalformedError(Exception):
    """The host broke the protocol: the channel cannot be trusted any more (`fatal`)."""


class Refusal(Exception):
    """The bridge declines one call, with a code of PROTOCOL.md: an error reply, and the channel goes on."""

    def __init__(self, code: str, message: str, *, root: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self._root = root
        self._steps: list[str] = []

    def within(self, step: str) -> None:
        """Adds the step around the refused value (`[3]`, `["a"]`); called from the inside out."""
        self._steps.append(step)

    def __str__(self) -> str:
        place = self._root + "".join(reversed(self._steps))
        return f"{place}: {self.message}" if place else self.message
