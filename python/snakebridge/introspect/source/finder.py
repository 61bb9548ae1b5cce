"""Finds the files that declare a module, in the order of the typing specification. Reads no module, imports none.

The order is: the user's own folders, `*-stubs` packages, the standard library (the bundled typeshed), then `.pyi` or
`.py` files on the interpreter's search path. A package wins over a module file of the same name, as in Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from ..ir import Origin
from .distributions import find_distribution

#: Modules that Python loads before it searches the user's folders: a user's file of such a name is never imported.
_ALWAYS_LOADED_MODULES = frozenset(sys.builtin_module_names) | {
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
_EXTENSION_SUFFIXES = (".so", ".pyd")
#: Top-level modules that only stubs have.
_STUB_ONLY_MODULES = ("_typeshed",)
#: Distributions whose stubs are in typeshed's folder of the standard library.
_BUNDLED_DISTRIBUTIONS = ("typing_extensions",)


@dataclass(frozen=True)
class Location:
    """Where a module is declared."""

    name: str
    #: The file that declares it; None for a namespace package or a compiled module.
    path: str | None
    is_stub: bool
    is_package: bool
    #: The `.py` file that runs, if it is not `path` itself. It has the docstrings.
    runtime_path: str | None
    origin: Origin
    #: The folders that contain the submodules.
    folders: tuple[str, ...] = ()
    is_compiled: bool = False


@dataclass(frozen=True)
class _ModuleFiles:
    """The files of one module in one folder of the search path."""

    #: The file that declares the module: a stub if there is one.
    path: str | None
    runtime_path: str | None
    is_package: bool
    folders: tuple[str, ...]
    is_compiled: bool = False


class Finder:
    """Finds modules in a project and on a search path.

    Args:
        project: The project folder.
        paths: The folders of the user's modules, relative to the project.
        search: The interpreter's search path.
        typeshed: The folder with the standard library's stubs.
    """

    def __init__(self, project: str, paths: Sequence[str], search: Sequence[str], typeshed: str) -> None:
        self._project = os.path.abspath(project)
        self._user_roots = [(os.path.normpath(os.path.join(self._project, path)), path) for path in paths]
        roots = {root for root, _ in self._user_roots}
        self._system_roots = [
            path for path in map(os.path.abspath, search) if path not in roots and os.path.isdir(path)
        ]
        self.typeshed = typeshed
        self._stdlib_versions = _read_versions(typeshed)
        self._listings: dict[str, dict[str, bool]] = {}
        self._locations: dict[str, Location | None] = {}

    def find_module(self, name: str) -> Location | None:
        """Returns where a module is declared; None if it cannot be found. Searches once for each name."""
        if name not in self._locations:
            self._locations[name] = self._locate_module(name)
        return self._locations[name]

    def is_stdlib(self, name: str) -> bool:
        """Returns whether a module belongs to the standard library."""
        top = name.partition(".")[0]
        return top in sys.stdlib_module_names and top not in _BUNDLED_DISTRIBUTIONS

    def get_stdlib_versions(self, name: str) -> tuple[tuple[int, int], tuple[int, int] | None] | None:
        """Returns the first and last Python version that has a standard module; None if typeshed does not tell."""
        return self._stdlib_versions.get(name)

    def is_installed(self, name: str) -> bool:
        """Returns whether Python itself would find the module; stubs alone do not count."""
        location = self.find_module(name)
        top = name.partition(".")[0]
        if location is None or top in _STUB_ONLY_MODULES:
            return False
        if top in _BUNDLED_DISTRIBUTIONS or (location.path is not None and f"{top}-stubs{os.sep}" in location.path):
            return self._find_on_system(name.split(".")) is not None
        return True

    def list_modules(self, name: str | None) -> list[str]:
        """Returns the sorted names of the modules directly inside a package, or of all top-level modules for None."""
        if name is None:
            folders = [root for root, _ in self._user_roots] + self._system_roots
            names = {top for top in sys.stdlib_module_names if not top.startswith("_")}
        else:
            location = self.find_module(name)
            folders = list(location.folders) if location else []
            names = set()
        for folder in folders:
            for entry, is_folder in self._list_folder(folder).items():
                stem, dot, suffix = entry.partition(".")
                if is_folder:
                    inner_entries = self._list_folder(os.path.join(folder, entry)) if entry.isidentifier() else {}
                    if "__init__.py" in inner_entries or "__init__.pyi" in inner_entries:
                        names.add(entry)
                elif dot and stem.isidentifier() and (suffix in ("py", "pyi") or entry.endswith(_EXTENSION_SUFFIXES)):
                    names.add(stem)
        return sorted(names - {"__init__", "__main__"})

    def _locate_module(self, name: str) -> Location | None:
        parts = name.split(".")
        for root, relative in self._user_roots if parts[0] not in _ALWAYS_LOADED_MODULES else ():
            files = self._locate_files(root, parts)
            if files:
                return self._make_location(name, files, {"kind": "user", "root": relative})
        location = self._find_stub_package(parts)
        if location:
            return location
        if parts[0] in _STUB_ONLY_MODULES or parts[0] in _BUNDLED_DISTRIBUTIONS or self.is_stdlib(name):
            files = self._find_in_typeshed(parts)
            runtime = self._find_on_system(parts)
            runtime_path = runtime[1].runtime_path or runtime[1].path if runtime else None
            if files:
                folders = files.folders + (runtime[1].folders if runtime else ())
                files = _ModuleFiles(files.path, runtime_path, files.is_package, folders)
                return self._make_location(name, files, self._get_stdlib_origin(name, runtime))
            if parts[0] in sys.stdlib_module_names:
                return self._make_location(name, runtime[1], {"kind": "stdlib"}) if runtime else None
        match = self._find_on_system(parts)
        if match:
            root, files = match
            return self._make_location(name, files, self._get_origin(root, parts[0]))
        return self._find_namespace(name, parts)

    def _find_stub_package(self, parts: list[str]) -> Location | None:
        for root in self._system_roots:
            files = self._locate_files(root, [f"{parts[0]}-stubs", *parts[1:]])
            if not files or not files.path or not files.path.endswith(".pyi"):
                continue
            runtime = self._find_on_system(parts)
            runtime_path = runtime[1].runtime_path or runtime[1].path if runtime else None
            folders = files.folders + (runtime[1].folders if runtime else ())
            origin = self._get_origin(runtime[0] if runtime else root, parts[0] if runtime else f"{parts[0]}-stubs")
            return self._make_location(
                ".".join(parts), _ModuleFiles(files.path, runtime_path, files.is_package, folders), origin
            )
        return None

    def _find_on_system(self, parts: list[str]) -> tuple[str, _ModuleFiles] | None:
        for root in self._system_roots:
            files = self._locate_files(root, parts)
            if files:
                return root, files
        return None

    def _find_in_typeshed(self, parts: list[str]) -> _ModuleFiles | None:
        version = sys.version_info[:2]
        for end in range(1, len(parts) + 1):
            span = self._stdlib_versions.get(".".join(parts[:end]))
            if span and (version < span[0] or (span[1] is not None and version > span[1])):
                return None
        return self._locate_files(self.typeshed, parts)

    def _get_stdlib_origin(self, name: str, runtime: tuple[str, _ModuleFiles] | None) -> Origin:
        top = name.partition(".")[0]
        if top in _BUNDLED_DISTRIBUTIONS and runtime:
            return self._get_origin(runtime[0], top)
        return {"kind": "stdlib"}

    def _get_origin(self, root: str, top: str) -> Origin:
        relative_path = os.path.relpath(root, self._project)
        is_outside = relative_path.startswith(os.pardir) or os.path.isabs(relative_path)
        if not is_outside and "site-packages" not in relative_path and "dist-packages" not in relative_path:
            return {"kind": "user", "root": relative_path.replace(os.sep, "/")}
        name, version = find_distribution(root, top, self._system_roots)
        return {"kind": "distribution", "name": name, "version": version}

    def _make_location(self, name: str, files: _ModuleFiles, origin: Origin) -> Location:
        path = files.path
        runtime_path = files.runtime_path if files.runtime_path != path else None
        is_stub = path is not None and path.endswith(".pyi")
        return Location(name, path, is_stub, files.is_package, runtime_path, origin, files.folders, files.is_compiled)

    def _list_folder(self, folder: str) -> dict[str, bool]:
        """Returns the entries of a folder, each with whether it is a folder. Keeps the case of names."""
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

    def _locate_files(self, root: str, parts: list[str]) -> _ModuleFiles | None:
        folder = root
        for index, part in enumerate(parts):
            is_last = index == len(parts) - 1
            entries = self._list_folder(folder)
            inner_folder = os.path.join(folder, part)
            if entries.get(part):
                inner_entries = self._list_folder(inner_folder)
                if is_last and ("__init__.py" in inner_entries or "__init__.pyi" in inner_entries):
                    return _find_files(inner_folder, "__init__", inner_entries, inner_folder)
                if not is_last:
                    folder = inner_folder
                    continue
            if not is_last:
                return None
            return _find_files(folder, part, entries, None)
        return None

    def _find_namespace(self, name: str, parts: list[str]) -> Location | None:
        """Returns the location of a namespace package: folders without `__init__.py` that contain modules."""
        owners: list[tuple[str, Origin]] = [(root, {"kind": "user", "root": path}) for root, path in self._user_roots]
        folders: list[str] = []
        origin: Origin | None = None
        for root in [root for root, _ in owners] + self._system_roots:
            folder = os.path.join(root, *parts)
            if os.path.isdir(folder) and self._holds_modules(folder, 3):
                folders.append(folder)
                origin = origin or dict(owners).get(root) or self._get_origin(root, parts[0])
        if not origin:
            return None
        return Location(name, None, False, True, None, origin, tuple(folders))

    def _holds_modules(self, folder: str, depth: int) -> bool:
        entries = self._list_folder(folder)
        if any(
            entry.endswith((".py", ".pyi", *_EXTENSION_SUFFIXES))
            for entry, is_folder in entries.items()
            if not is_folder
        ):
            return True
        return depth > 0 and any(
            is_folder
            and entry.isidentifier()
            and entry != "node_modules"
            and self._holds_modules(os.path.join(folder, entry), depth - 1)
            for entry, is_folder in entries.items()
        )


def _find_files(folder: str, stem: str, entries: dict[str, bool], package_folder: str | None) -> _ModuleFiles | None:
    stub_path = os.path.join(folder, f"{stem}.pyi") if entries.get(f"{stem}.pyi") is False else None
    source_path = os.path.join(folder, f"{stem}.py") if entries.get(f"{stem}.py") is False else None
    folders = (package_folder,) if package_folder else ()
    if stub_path or source_path:
        return _ModuleFiles(stub_path or source_path, source_path, package_folder is not None, folders)
    for entry, is_folder in entries.items():
        if not is_folder and entry.startswith(f"{stem}.") and entry.endswith(_EXTENSION_SUFFIXES):
            return _ModuleFiles(None, None, package_folder is not None, folders, is_compiled=True)
    return None


def _read_versions(typeshed: str) -> dict[str, tuple[tuple[int, int], tuple[int, int] | None]]:
    versions: dict[str, tuple[tuple[int, int], tuple[int, int] | None]] = {}
    with open(os.path.join(typeshed, "VERSIONS"), encoding="utf-8") as file:
        for line in file:
            module, colon, span = line.partition("#")[0].strip().partition(":")
            if colon:
                first, _, last = span.strip().partition("-")
                versions[module] = (_parse_version(first), _parse_version(last) if last else None)
    return versions


def _parse_version(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    return int(major), int(minor)
