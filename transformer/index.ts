/** Entry `snakebridge/transformer`: the ts-patch plugin, and the rewrite of single files for other hosts. */
export {
  findPyImports,
  type NameSpan,
  type PyImport,
  type PyImportKind,
} from "../introspector/project/find-imports.ts";
export type { ImportProblem } from "../introspector/project/specifier.ts";
export { type TransformContext, type TransformedModule, transformModule } from "./transform-module.ts";
export { default, type TransformerExtras } from "./ts-patch/plugin.ts";
