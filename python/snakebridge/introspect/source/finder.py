"""Finds the files that declare a module, by the order of the typing specification. Reads no module, imports none.

Order: the user's own folders, `*-stubs` packages, the standard library through the bundled typeshed, then `.pyi` or
`.py` on the interpreter's search path. A package wins over a module file of the same name, as in Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from ..ir import Origin
from .distributions import distribution_of

#: Loaded before a folder of the user's is on the search path: a file of such a name is never imported by it.
_ALWAYS_LOADED = frozenset(sys.builtin_module_names) | {
    "abc",
    "codecs",
    "collections",
    "contextlib",
    "enum",
    "functools",
    "io",
    "os",
    "re",
    "types",
    "typing",
}
_EXTENSION_ENDINGS = (".so", ".pyd")
_STUB_ONLY = ("_typeshed",)
#: In typeshed's folder of the standard library, though it is a distribution.
_BUNDLED_DISTRIBUTIONS = ("typing_extensions",)


@dataclass(frozen=True)
class Location:
    """Where a module's declarations are read. `path` is None for a namespace package or a compiled module."""

    name: str
    path: str | None
    stub: bool
    package: bool
    #: The `.py` file that runs, where it is not `path` itself: docstrings are taken from it.
    source: str | None
    origin: Origin
    #: Folders that hold submodules.
    folders: tuple[str, ...] = ()
    compiled: bool = False


@dataclass(frozen=True)
class _Found:
    interface: str | None
    source: str | None
    package: bool
    folders: tuple[str, ...]
    compiled: bool = False


class Finder:
    def __init__(self, project: str, paths: Sequence[str], search: Sequence[str], typeshed: str) -> None:
        self._project = os.path.abspath(project)
        self._user = [(os.path.normpath(os.path.join(self._project, path)), path) for path in paths]
        roots = {root for root, _ in self._user}
        self._system = [path for path in map(os.path.abspath, search) if path not in roots and os.path.isdir(path)]
        self.typeshed = typeshed
        self._versions = _read_versions(typeshed)
        self._listings: dict[str, dict[str, bool]] = {}
        self._cache: dict[str, Location | None] = {}

    def find(self, name: str) -> Location | None:
        if name not in self._cache:
            self._cache[name] = self._find(name)
        return self._cache[name]

    def is_stdlib(self, name: str) -> bool:
        top = name.partition(".")[0]
        return top in sys.stdlib_module_names and top not in _BUNDLED_DISTRIBUTIONS

    def versions_of(self, name: str) -> tuple[tuple[int, int], tuple[int, int] | None] | None:
        """First and last Python version whose standard library has the module, where typeshed knows."""
        return self._versions.get(name)

    def is_installed(self, name: str) -> bool:
        """Whether Python itself would find the module: stubs alone do not install one."""
        location = self.find(name)
        top = name.partition(".")[0]
        if location is None or top in _STUB_ONLY:
            return False
        if top in _BUNDLED_DISTRIBUTIONS or (location.path is not None and f"{top}-stubs{os.sep}" in location.path):
            return self._on_system(name.split(".")) is not None
        return True

    def children(self, name: str | None) -> list[str]:
        """Names of the modules directly inside a package, or of all top-level ones, sorted."""
        if name is None:
            folders = [root for root, _ in self._user] + self._system
            found = {top for top in sys.stdlib_module_names if not top.startswith("_")}
        else:
            location = self.find(name)
            folders = list(location.folders) if location else []
            found = set()
        for folder in folders:
            for entry, is_folder in self._list(folder).items():
                stem, dot, rest = entry.partition(".")
                if is_folder:
                    inside = self._list(os.path.join(folder, entry)) if entry.isidentifier() else {}
                    if "__init__.py" in inside or "__init__.pyi" in inside:
                        found.add(entry)
                elif dot and stem.isidentifier() and (rest in ("py", "pyi") or entry.endswith(_EXTENSION_ENDINGS)):
                    found.add(stem)
        return sorted(found - {"__init__", "__main__"})

    def _find(self, name: str) -> Location | None:
        parts = name.split(".")
        for root, relative in self._user if parts[0] not in _ALWAYS_LOADED else ():
            found = self._locate(root, parts)
            if found:
                return self._location(name, found, {"kind": "user", "root": relative})
        stub = self._stub_package(parts)
        if stub:
            return stub
        if parts[0] in _STUB_ONLY or parts[0] in _BUNDLED_DISTRIBUTIONS or self.is_stdlib(name):
            found = self._in_typeshed(parts)
            source = self._on_system(parts)
            runs = source[1].source or source[1].interface if source else None
            if found:
                folders = found.folders + (source[1].folders if source else ())
                found = _Found(found.interface, runs, found.package, folders)
                return self._location(name, found, self._stdlib_origin(name, source))
            if parts[0] in sys.stdlib_module_names:
                return self._location(name, source[1], {"kind": "stdlib"}) if source else None
        installed = self._on_system(parts)
        if installed:
            root, found = installed
            return self._location(name, found, self._origin(root, parts[0]))
        return self._namespace(name, parts)

    def _stub_package(self, parts: list[str]) -> Location | None:
        for root in self._system:
            found = self._locate(root, [f"{parts[0]}-stubs", *parts[1:]])
            if not found or not found.interface or not found.interface.endswith(".pyi"):
                continue
            runs = self._on_system(parts)
            source = runs[1].source or runs[1].interface if runs else None
            folders = found.folders + (runs[1].folders if runs else ())
            origin = self._origin(runs[0] if runs else root, parts[0] if runs else f"{parts[0]}-stubs")
            return self._location(".".join(parts), _Found(found.interface, source, found.package, folders), origin)
        return None

    def _on_system(self, parts: list[str]) -> tuple[str, _Found] | None:
        for root in self._system:
            found = self._locate(root, parts)
            if found:
                return root, found
        return None

    def _in_typeshed(self, parts: list[str]) -> _Found | None:
        here = sys.version_info[:2]
        for end in range(1, len(parts) + 1):
            versions = self._versions.get(".".join(parts[:end]))
            if versions and (here < versions[0] or (versions[1] is not None and here > versions[1])):
                return None
        return self._locate(self.typeshed, parts)

    def _stdlib_origin(self, name: str, source: tuple[str, _Found] | None) -> Origin:
        top = name.partition(".")[0]
        if top in _BUNDLED_DISTRIBUTIONS and source:
            return self._origin(source[0], top)
        return {"kind": "stdlib"}

    def _origin(self, root: str, top: str) -> Origin:
        inside = os.path.relpath(root, self._project)
        outside = inside.startswith(os.pardir) or os.path.isabs(inside)
        if not outside and "site-packages" not in inside and "dist-packages" not in inside:
            return {"kind": "user", "root": inside.replace(os.sep, "/")}
        name, version = distribution_of(root, top, self._system)
        return {"kind": "distribution", "name": name, "version": version}

    def _location(self, name: str, found: _Found, origin: Origin) -> Location:
        path = found.interface
        source = found.source if found.source != path else None
        stub = path is not None and path.endswith(".pyi")
        return Location(name, path, stub, found.package, source, origin, found.folders, found.compiled)

    def _list(self, folder: str) -> dict[str, bool]:
        """Entries of a folder, each with whether it is one; a name must match in case too."""
        entries = self._listings.get(folder)
        if entries is None:
            entries = {}
            try:
                with os.scandir(folder) as scan:
                    for entry in scan:
                        try:
                            entries[entry.name] = entry.is_dir()
                        except OSError:
                            continue
            except OSError:
                pass
            self._listings[folder] = entries
        return entries

    def _locate(self, root: str, parts: list[str]) -> _Found | None:
        folder = root
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            entries = self._list(folder)
            inner = os.path.join(folder, part)
            if entries.get(part):
                inside = self._list(inner)
                if last and ("__init__.py" in inside or "__init__.pyi" in inside):
                    return _files(inner, "__init__", inside, inner)
                if not last:
                    folder = inner
                    continue
            if not last:
                return None
            return _files(folder, part, entries, None)
        return None

    def _namespace(self, name: str, parts: list[str]) -> Location | None:
        """A folder without `__init__.py`, anywhere on the path, that holds modules."""
        owners: list[tuple[str, Origin]] = [(root, {"kind": "user", "root": path}) for root, path in self._user]
        folders: list[str] = []
        origin: Origin | None = None
        for root in [root for root, _ in owners] + self._system:
            folder = os.path.join(root, *parts)
            if os.path.isdir(folder) and self._holds_modules(folder, 3):
                folders.append(folder)
                origin = origin or dict(owners).get(root) or self._origin(root, parts[0])
        if not origin:
            return None
        return Location(name, None, False, True, None, origin, tuple(folders))

    def _holds_modules(self, folder: str, depth: int) -> bool:
        entries = self._list(folder)
        if any(entry.endswith((".py", ".pyi", *_EXTENSION_ENDINGS)) for entry, inner in entries.items() if not inner):
            return True
        return depth > 0 and any(
            inner
            and entry.isidentifier()
            and entry != "node_modules"
            and self._holds_modules(os.path.join(folder, entry), depth - 1)
            for entry, inner in entries.items()
        )


def _files(folder: str, stem: str, entries: dict[str, bool], package: str | None) -> _Found | None:
    stub = os.path.join(folder, f"{stem}.pyi") if entries.get(f"{stem}.pyi") is False else None
    code = os.path.join(folder, f"{stem}.py") if entries.get(f"{stem}.py") is False else None
    folders = (package,) if package else ()
    if stub or code:
        return _Found(stub or code, code, package is not None, folders)
    for entry, is_folder in entries.items():
        if not is_folder and entry.startswith(f"{stem}.") and entry.endswith(_EXTENSION_ENDINGS):
            return _Found(None, None, package is not None, folders, compiled=True)
    return None


def _read_versions(typeshed: str) -> dict[str, tuple[tuple[int, int], tuple[int, int] | None]]:
    versions: dict[str, tuple[tuple[int, int], tuple[int, int] | None]] = {}
    with open(os.path.join(typeshed, "VERSIONS"), encoding="utf-8") as file:
        for line in file:
            module, colon, span = line.partition("#")[0].strip().partition(":")
            if colon:
                first, _, last = span.strip().partition("-")
                versions[module] = (_version(first), _version(last) if last else None)
    return versions


def _version(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    return int(major), int(minor)
