/** The entry `snakebridge/internal`: what generated bindings import. Programs do not import it. */
import "./node-version.ts";

export { type Binding, bind, registerManifest } from "./bridge.ts";
