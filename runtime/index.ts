/** The entry `snakebridge`: what programs import. */
import "./node-version.ts";

export { call, configure, importModule } from "./bridge.ts";
export {
  ArgumentTypeError,
  EnvironmentError,
  IntegerRangeError,
  LimitError,
  MissingNameError,
  NotAllowedError,
  NotTransferableError,
  ProtocolError,
  PythonError,
  type PythonFrame,
  SnakeBridgeError,
  StaleHandleError,
  WorkerCrashedError,
} from "./errors.ts";
export type { Options } from "./options.ts";
export type {
  ArrayLike,
  BytesLike,
  FloatLike,
  In,
  InArray,
  InBytes,
  InFloat,
  InInt,
  InMapping,
  IntLike,
  IterableLike,
  KW,
  ListLike,
  MappingLike,
  mro,
  PyAny,
  PyCallable,
  PyClass,
  PyIn,
  PyInstance,
  PyMro,
  PyNamedTuple,
  PyObject,
  PyPositional,
  PyPromise,
  PyScalar,
  PyValue,
  SequenceLike,
  SetLike,
} from "./types.ts";
export {
  Complex,
  type Dict,
  dict,
  Ellipsis,
  type Float,
  float,
  type Int,
  int,
  kw,
  type Slice,
  slice,
  type Tuple,
  tuple,
} from "./values/markers.ts";
export { NDArray, type NDArrayInit, type TypedArray } from "./values/ndarray.ts";
export { type Plain, plain } from "./values/plain.ts";
