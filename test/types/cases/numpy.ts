/** A program that uses NumPy: what it may do, and what the compiler must refuse. */
import * as np from "py:numpy";
import { linalg, linspace } from "py:numpy";
import type { SVDResult } from "py:numpy.linalg";
import { Ellipsis, kw, NDArray, type PyAny, type PyPromise, type PyValue, slice } from "snakebridge";
import { expectType } from "./expect-type.ts";

// Results: a handle, a value, a NumPy scalar, a tuple by a flag.
expectType<PyPromise<np.ndarray>>()(np.linspace(0, 1), true);
expectType<np.ndarray>()(await linspace(0, 1, 5), true);
expectType<np.ndarray>()(await np.linspace(0, 1, { num: 5, endpoint: false }), true);
const [samples, step] = await np.linspace(0, 1, { retstep: true });
expectType<np.ndarray>()(samples, true);
await np.linspace(step, step);
expectType<np.ndarray>()(await np.zeros([3, 4]), true);
expectType<np.ndarray>()(await np.zeros(3n), true);
expectType<np.ndarray>()(await np.array([1, 2, 3], { dtype: "f4" }), true);
expectType<np.ndarray>()(await np.arange(5), true);
expectType<np.ndarray>()(await np.delete([1, 2, 3], 1), true);
expectType<PyValue<number>>()(np.pi, true);
expectType<number>()(await np.float64(1.5), true);
expectType<number>()(await np.int64(3), true);

// Pending results are chained, and passed as arguments.
const x = np.linspace(0, 1);
await x.reshape([5, 10]).sum();
await np.zeros(x.shape);
await np.mean(x).astype("f4");
const mean: number = await np.mean(x);
await np.array([np.pi, np.float64(1), await x, mean]);
await np.linalg.norm(x);
expectType<number[]>()(await x.shape, true);
expectType<number>()(await x.ndim, true);
expectType<np.dtype>()(await x.dtype, true);
expectType<NDArray>()(await (await x).$value(), true);
await np.zeros(await x.$attr("size"));

// An argument of unknown type does not change the type of the result.
declare const untyped: any;
declare const unknownResult: PyAny;
expectType<np.ndarray>()(await np.linspace(untyped, untyped), true);
expectType<np.ndarray>()(await np.linspace(0, unknownResult), true);

// Named tuples, and overloads by a flag given by position or name.
const factors: SVDResult = await linalg.svd(x);
const { S } = factors;
const [u, s, vh] = await linalg.svd(x, false);
expectType<np.ndarray>()(S, true);
expectType<np.ndarray>()(u, true);
expectType<np.ndarray>()(s, true);
expectType<np.ndarray>()(vh, true);
expectType<np.ndarray>()(await linalg.svd(x, { compute_uv: false }), true);
expectType<np.ndarray>()(await linalg.svd(x, true, false), true);

// A ufunc can be called, and has members.
await np.add(x, 1);
await np.add(1, 2, { dtype: "f8" });
await np.add(1, 2, kw, { dtype: "f8" });
await np.add.reduce([1, 2], { axis: 0 });
expectType<2>()(await np.add.nin, true);

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
expectType<PyPromise<np.ndarray>>()(array.reshape(2, 25), true);
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
