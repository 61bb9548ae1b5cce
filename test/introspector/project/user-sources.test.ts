import { expect, test } from "vitest";
import { findUserSources, readPythonImports } from "../../../introspector/project/user-sources.ts";
import { makeFolder } from "../../support/folder.ts";

test("a module comes with its packages and all that these import from the project", () => {
  const project = makeFolder({
    "app/__init__.py": "from . import settings\n",
    "app/settings.py": "import numpy\n",
    "app/features.py":
      "def f():\n    from .deep.util import (\n        g,  # used\n        h,\n    )\n    import helpers as h2, os\n",
    "app/deep/__init__.py": "",
    "app/deep/util.py": "from .. import other\n",
    "app/other.py": "",
    "app/unused.py": "",
    "python/helpers.py": "",
  });
  const files = findUserSources([project.at("app/features.py")], [project.path, project.at("python")]);
  expect(files.map((file) => file.slice(project.path.length + 1))).toEqual([
    "app/__init__.py",
    "app/deep/__init__.py",
    "app/deep/util.py",
    "app/features.py",
    "app/other.py",
    "app/settings.py",
    "python/helpers.py",
  ]);
});

test("imports in a circle end", () => {
  const project = makeFolder({ "a.py": "import b\n", "b.py": "import a\n" });
  expect(findUserSources([project.at("a.py")], [project.path])).toHaveLength(2);
});

test("relative imports are counted from the package", () => {
  expect(readPythonImports("from .x import y", "a.b", false)).toEqual(["a.x", "a.x.y"]);
  expect(readPythonImports("from .x import y", "a.b", true)).toEqual(["a.b.x", "a.b.x.y"]);
  expect(readPythonImports("from .. import y", "a.b.c", false)).toEqual(["a", "a.y"]);
  expect(readPythonImports("from a import (b, c as d)", "m", false)).toEqual(["a", "a.b", "a.c"]);
  expect(readPythonImports("import a.b as c, d ; import e", "m", false)).toEqual(["a.b", "d"]);
});
