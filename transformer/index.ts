/** Entry `snakebridge/transformer`: the ts-patch plugin, and the rewriting of single files for other hosts. */
export { findPyImports, type NameSpan, type PyImport, type PyImportKind } from "./analyze.ts";
export { type TransformContext, type TransformedModule, transformModule } from "./module.ts";
export { default, type TransformerExtras } from "./program.ts";
export type { ImportProblem } from "./specifier.ts";
