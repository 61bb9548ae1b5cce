/** Arguments that cannot be written as literals. */
import * as np from "py:numpy";
import { Complex, kw, type PyPromise, slice } from "snakebridge";

export { kw, slice };

export function complex(re: number, im: number): Complex {
  return new Complex(re, im);
}

export function longdouble(): PyPromise<np.longdouble> {
  return np.longdouble(1);
}
