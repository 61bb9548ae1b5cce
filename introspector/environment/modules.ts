/** Asks an environment which modules its distributions have. Imports none of them. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Python } from "./python.ts";

/**
 * Prints the public top-level modules of each distribution as JSON. An editable installation lists none of its files: its
 * modules lie in the folders of its `.pth` file, or in the mapping of its import hook.
 */
const SCRIPT = `
import ast, importlib.metadata, json, os, re, sys

def in_folder(folder):
    for entry in os.listdir(folder):
        if os.path.isfile(os.path.join(folder, entry, "__init__.py")) or entry.endswith(".py"):
            yield entry.partition(".")[0]

def modules(name):
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return []
    found = set((distribution.read_text("top_level.txt") or "").split())
    for file in distribution.files or ():
        top, name = file.parts[0], file.name
        if name.endswith((".py", ".so", ".pyd")) and len(file.parts) > 1:
            found.add(top)
        elif name.endswith(("_finder.py",)) and name.startswith("__editable__"):
            text = file.locate().read_text("utf-8")
            mapping = re.search(r"^MAPPING[^=]*= *({.*?})$", text, re.M)
            found.update(key.partition(".")[0] for key in ast.literal_eval(mapping[1])) if mapping else None
        elif name.endswith((".py", ".so", ".pyd")):
            found.add(name.partition(".")[0])
        elif name.endswith(".pth"):
            for line in file.locate().read_text("utf-8").splitlines():
                if os.path.isdir(line):
                    found.update(in_folder(line))
    return sorted(name for name in found if name.isidentifier() and not name.startswith("_"))

print(json.dumps([modules(name) for name in sys.argv[1:]]))
`;

/** Returns the public top-level modules of each distribution, one that is named like the distribution first. */
export async function listModules(python: Python, distributions: readonly string[]): Promise<string[][]> {
  if (distributions.length === 0) return [];
  const { stdout } = await promisify(execFile)(python.command, ["-I", "-c", SCRIPT, ...distributions]);
  const found = JSON.parse(stdout) as string[][];
  return found.map((modules, at) => {
    const name = distributions[at]?.toLowerCase().replaceAll(/[-_.]+/g, "_");
    return [...modules].sort((a, b) => Number(b.toLowerCase() === name) - Number(a.toLowerCase() === name));
  });
}
