/** What generated bindings import. No program imports it by itself. */
import "./node-version.ts";

export { type Binding, bind, registerManifest } from "./bridge.ts";
