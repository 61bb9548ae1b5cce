/** The first program of a project that has none. It needs only Python's standard library. */

export const EXAMPLE = `import * as statistics from "py:statistics";
import { platform, python_version } from "py:platform";

const heights = [1.62, 1.71, 1.8, 1.55];
console.log("mean height:", await statistics.mean(heights));
console.log(\`computed by Python \${await python_version()} on \${await platform()}\`);
`;
