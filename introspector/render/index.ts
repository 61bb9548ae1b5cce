/** Rendering: what the rest of the introspector uses of it. */
export { render } from "./render.ts";
