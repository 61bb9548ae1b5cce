"""Finds the distribution of a top-level module by its `.dist-info` folder. Does not load `importlib.metadata`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache

UNKNOWN_VERSION = "unknown"


def _normalise_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read_text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


@cache
def _list_infos(root: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(entry for entry in os.listdir(root) if entry.endswith(".dist-info")))
    except OSError:
        return ()


def _owns_module(info: str, top: str) -> bool:
    if top in _read_text(os.path.join(info, "top_level.txt")).split():
        return True
    record = _read_text(os.path.join(info, "RECORD"))
    return re.search(rf"^{re.escape(top)}(/|\.pyi?,|\.[^/,]*\.(so|pyd),)", record, re.MULTILINE) is not None


def _read_identity(info: str) -> tuple[str, str]:
    stem = os.path.basename(info)[: -len(".dist-info")]
    name, _, version = stem.partition("-")
    header = _read_text(os.path.join(info, "METADATA")).partition("\n\n")[0]
    headers = dict(re.findall(r"^(Name|Version):[ \t]*(\S+)", header, re.MULTILINE))
    return headers.get("Name", name), headers.get("Version", version or UNKNOWN_VERSION)


@cache
def _find_in_folder(root: str, top: str) -> tuple[str, str] | None:
    expected_name = _normalise_name(top)
    infos = _list_infos(root)
    likely_infos = [entry for entry in infos if _normalise_name(entry.partition("-")[0]) == expected_name]
    for entry in [*likely_infos, *(entry for entry in infos if entry not in likely_infos)]:
        info = os.path.join(root, entry)
        if _owns_module(info, top):
            return _read_identity(info)
    return None


def find_distribution(root: str, top: str, search: Sequence[str]) -> tuple[str, str]:
    """Returns the name and version of the distribution that a module belongs to.

    A module without metadata (a single file on the search path) is its own distribution, of unknown version.
    """
    for folder in (root, *search):
        identity = _find_in_folder(folder, top)
        if identity:
            return identity
    return top, UNKNOWN_VERSION
