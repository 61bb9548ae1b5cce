/** All adapters, in the order in which they are asked. */
import type { LibraryAdapter } from "../analysis/library-adapter.ts";
import { numpyAdapter } from "./numpy.ts";

export const ADAPTERS: readonly LibraryAdapter[] = [numpyAdapter];
