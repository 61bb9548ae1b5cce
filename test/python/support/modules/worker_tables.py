"""Callables whose treatment a call table decides."""

from __future__ import annotations

from typing import Any

from worker_sample import Thing, kinds


def function(*args: Any, **kwargs: Any) -> list[str]:
    return kinds(*args, **kwargs)


alias = function


class _Hidden:
    def method(self, *args: Any, **kwargs: Any) -> list[str]:
        return kinds(*args, **kwargs)

    size = 2**60


Public = _Hidden


class Instance:
    def __call__(self, *args: Any, **kwargs: Any) -> list[str]:
        return kinds(*args, **kwargs)


instance = Instance()
limit = 2**60


def give(value: Any) -> Any:
    return value


__all__ = ["Thing"]
