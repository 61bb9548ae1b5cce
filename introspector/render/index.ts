/** Rendering: what the rest of the introspector uses of it. */
export { type RenderedFile, type Rendering, type RenderOptions, render } from "./rendering.ts";
