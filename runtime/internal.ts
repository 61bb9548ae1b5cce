/** What generated bindings import. No program imports it by itself. */
import "./guard.ts";

export { type Binding, bind, registerManifest } from "./bridge.ts";
