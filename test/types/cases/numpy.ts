/** A program that uses NumPy: what it may do, and what the compiler must refuse. */

import * as np from "py:numpy";
import { linalg, linspace } from "py:numpy";
import type { SVDResult } from "py:numpy.linalg";
import { Ellipsis, kw, NDArray, type PyAny, type PyPromise, type PyValue, slice } from "snakebridge";
import { is } from "./is.ts";

// Results: a handle, a value, a NumPy scalar, a tuple by a flag.
is<PyPromise<np.ndarray>>()(np.linspace(0, 1), true);
is<np.ndarray>()(await linspace(0, 1, 5), true);
is<np.ndarray>()(await np.linspace(0, 1, { num: 5, endpoint: false }), true);
const [samples, step] = await np.linspace(0, 1, { retstep: true });
is<np.ndarray>()(samples, true);
await np.linspace(step, step);
is<np.ndarray>()(await np.zeros([3, 4]), true);
is<np.ndarray>()(await np.zeros(3n), true);
is<np.ndarray>()(await np.array([1, 2, 3], { dtype: "f4" }), true);
is<np.ndarray>()(await np.arange(5), true);
is<np.ndarray>()(await np.delete([1, 2, 3], 1), true);
is<PyValue<number>>()(np.pi, true);
is<number>()(await np.float64(1.5), true);
is<number>()(await np.int64(3), true);

// What is pending is chained and passed on.
const x = np.linspace(0, 1);
await x.reshape([5, 10]).sum();
await np.zeros(x.shape);
await np.mean(x).astype("f4");
const mean: number = await np.mean(x);
await np.array([np.pi, np.float64(1), await x, mean]);
await np.linalg.norm(x);
is<number[]>()(await x.shape, true);
is<number>()(await x.ndim, true);
is<np.dtype>()(await x.dtype, true);
is<NDArray>()(await (await x).$value(), true);
await np.zeros(await x.$attr("size"));

// An argument that nothing is known of changes no result.
declare const untyped: any;
declare const unknownResult: PyAny;
is<np.ndarray>()(await np.linspace(untyped, untyped), true);
is<np.ndarray>()(await np.linspace(0, unknownResult), true);

// Named tuples, and overloads by a flag given by position or name.
const factors: SVDResult = await linalg.svd(x);
const { S } = factors;
const [u, s, vh] = await linalg.svd(x, false);
is<np.ndarray>()(S, true);
is<np.ndarray>()(u, true);
is<np.ndarray>()(s, true);
is<np.ndarray>()(vh, true);
is<np.ndarray>()(await linalg.svd(x, { compute_uv: false }), true);
is<np.ndarray>()(await linalg.svd(x, true, false), true);

// A ufunc is called, and has members.
await np.add(x, 1);
await np.add(1, 2, { dtype: "f8" });
await np.add(1, 2, kw, { dtype: "f8" });
await np.add.reduce([1, 2], { axis: 0 });
is<2>()(await np.add.nin, true);

// Items, attributes, classes.
const array = await x;
await array.$item(0, slice(1, 3));
await array.$item(Ellipsis, 0);
await array.$setItem(slice(0, 2), [1, 2]);
array.shape = [10, 5];
await array.astype(np.float32);
declare const something: unknown;
if (something instanceof np.ndarray) await something.sum();
await np.zeros(3, new Float64Array(3));
await np.array(new NDArray({ data: new Float64Array(2), shape: [2], dtype: "float64" }));
is<PyPromise<np.ndarray>>()(array.reshape(2, 25), true);
await (await np.$module).$str();
await np.array(np.$module);

// @ts-expect-error a misspelt keyword
await np.linspace(0, 1, { nmu: 5 });
// @ts-expect-error a misspelt keyword after the marker
await np.linspace(0, 1, kw, { nmu: 5 });
// @ts-expect-error a keyword of another type
await np.linspace(0, 1, { endpoint: "yes" });
// @ts-expect-error no such function
await np.linspcae(0, 1);
// @ts-expect-error an argument is missing
await np.linspace();
// @ts-expect-error an attribute that cannot be written
array.ndim = 3;
// @ts-expect-error no such method
await array.reshapes([1]);
// @ts-expect-error the marker fills no parameter
await np.zeros(kw);
// @ts-expect-error a promise that is not Python's
await np.zeros([3], { device: Promise.resolve("cpu") });
