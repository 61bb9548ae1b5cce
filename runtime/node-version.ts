/**
 * Stops a Node that is too old with one line, instead of a stack trace from the place where it fails first. Every entry
 * imports this file first. All files of the runtime must parse on old Nodes: they use no syntax newer than ES2022.
 */
const OLDEST_NODE = [22, 18] as const;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `snakebridge needs Node ${OLDEST_NODE.join(".")} or newer, this is ${process.versions.node}: npm i -D node@24\n`,
  );
  process.exit(1);
}

export {};
