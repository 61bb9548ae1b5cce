"""Which distribution a top-level module belongs to, by its `.dist-info` folder. Imports no metadata machinery."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache

UNKNOWN_VERSION = "unknown"


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


@cache
def _infos(root: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(entry for entry in os.listdir(root) if entry.endswith(".dist-info")))
    except OSError:
        return ()


def _owns(info: str, top: str) -> bool:
    if top in _read(os.path.join(info, "top_level.txt")).split():
        return True
    record = _read(os.path.join(info, "RECORD"))
    return re.search(rf"^{re.escape(top)}(/|\.pyi?,|\.[^/,]*\.(so|pyd),)", record, re.MULTILINE) is not None


def _identity(info: str) -> tuple[str, str]:
    stem = os.path.basename(info)[: -len(".dist-info")]
    name, _, version = stem.partition("-")
    header = _read(os.path.join(info, "METADATA")).partition("\n\n")[0]
    found = dict(re.findall(r"^(Name|Version):[ \t]*(\S+)", header, re.MULTILINE))
    return found.get("Name", name), found.get("Version", version or UNKNOWN_VERSION)


@cache
def _distribution(root: str, top: str) -> tuple[str, str] | None:
    guess = _normalised(top)
    infos = _infos(root)
    likely = [entry for entry in infos if _normalised(entry.partition("-")[0]) == guess]
    for entry in [*likely, *(entry for entry in infos if entry not in likely)]:
        info = os.path.join(root, entry)
        if _owns(info, top):
            return _identity(info)
    return None


def distribution_of(root: str, top: str, search: Sequence[str]) -> tuple[str, str]:
    """Name and version; a module without metadata (a loose file on the path) is its own, of unknown version."""
    for folder in (root, *search):
        found = _distribution(folder, top)
        if found:
            return found
    return top, UNKNOWN_VERSION
