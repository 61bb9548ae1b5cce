"""A module of the user's own: typed from its annotations."""

from dataclasses import dataclass


@dataclass
class Summary:
    """What `summarise` found."""

    words: int
    longest: str

    def headline(self, prefix: str = "text") -> str:
        """One line about it."""
        return f"{prefix}: {self.words} words, longest {self.longest!r}"


def summarise(text: str) -> Summary:
    """Counts the words of a text and finds the longest one."""
    words = text.split()
    if not words:
        raise ValueError("an empty text has no longest word")
    return Summary(len(words), max(words, key=len))
