import * as json from "py:json";
import * as math from "py:math";
import * as np from "py:numpy";
import { summarise } from "py:text_stats";
import { PythonError } from "snakebridge";

// Create and compute: `x` is pending, the next call takes it as it is, both travel together.
const x = np.linspace(0, 1, { num: 5 });
console.log("mean", await np.mean(x));

// A method on an array, and an array brought back as a typed array.
const grid = await np.arange(6).reshape([2, 3]);
console.log("shape", await grid.shape);
console.log("doubled", (await np.multiply(grid, 2).$value()).data);

// Linear algebra: three handles in one named tuple.
const { S } = await np.linalg.svd(
  np.array([
    [3, 0],
    [0, 4],
  ]),
);
console.log("singular values", (await S.$value()).data);
console.log(
  "solution",
  (
    await np.linalg
      .solve(
        [
          [2, 0],
          [0, 4],
        ],
        [2, 2],
      )
      .$value()
  ).data,
);

// The standard library. After `kw`, an object is keywords where Python would also take it as an argument.
console.log("hypotenuse", await math.hypot(3, 4), "pi", await math.pi);
console.log("json", await json.dumps({ a: [1, 2.5, null] }));

// The project's own Python.
const summary = await summarise("the quick brown fox");
console.log(await summary.headline({ prefix: "demo" }));
try {
  await summarise("");
} catch (error) {
  if (!(error instanceof PythonError)) throw error;
  console.log(`${error.name}: ${error.message} (${error.traceback.at(-1)?.function})`);
}
