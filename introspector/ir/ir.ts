/**
 * The intermediate representation (IR): facts about Python modules as plain data. `analysis/` and `render/` decide how a
 * fact becomes TypeScript.
 *
 * The Python side (`python/snakebridge/introspect`) prints one `Introspection` as JSON; `parseIntrospection` in
 * `schema.ts` is the only way in. A change of meaning in this file raises `SCHEMA_VERSION`.
 */
export const SCHEMA_VERSION = 1;

/**
 * Names a class: `module:Qual.Name`. `module` is the module of this introspection that holds the one `ClassDeclaration`
 * of the class (see `ModuleIR`), or the module that defines the class if it is not part of the output.
 */
export type ClassId = string;

/** An annotation tree. `t` is the discriminant. */
export type TypeIR =
  /** `Any`, written by the author. */
  | { readonly t: "any" }
  /** No annotation at all. */
  | { readonly t: "missing" }
  /** An annotation that could not be understood or resolved; `text` is its source. */
  | { readonly t: "unresolved"; readonly text: string }
  | { readonly t: "none" }
  | { readonly t: "never" }
  /** `Self`, or a type variable bound only to the receiver. */
  | { readonly t: "self" }
  | { readonly t: "class"; readonly id: ClassId; readonly args: readonly TypeIR[] }
  /** `type[X]`. */
  | { readonly t: "type"; readonly of: TypeIR }
  /** A module object. */
  | { readonly t: "module"; readonly name: string }
  | { readonly t: "union"; readonly items: readonly TypeIR[] }
  | { readonly t: "literal"; readonly values: readonly LiteralIR[] }
  /** `tuple[A, B]` is items; `tuple[A, ...]` is `items: []`, `rest: A`. */
  | { readonly t: "tuple"; readonly items: readonly TypeIR[]; readonly rest: TypeIR | null }
  /** `Callable[[A], R]`; `parameters: null` is `Callable[..., R]`. */
  | { readonly t: "callable"; readonly parameters: readonly TypeIR[] | null; readonly result: TypeIR }
  | {
      readonly t: "typevar";
      readonly name: string;
      readonly bound: TypeIR | null;
      readonly constraints: readonly TypeIR[];
      readonly default: TypeIR | null;
    }
  /** A named alias (`ArrayLike`); its expansion is `Introspection.aliases[name]`. */
  | { readonly t: "alias"; readonly name: string; readonly args: readonly TypeIR[] };

/** `Literal[...]` members; an enum member carries its class and name, bytes their latin-1 text. */
export type LiteralIR =
  | string
  | number
  | boolean
  | null
  | { readonly enum: ClassId; readonly member: string }
  | { readonly bytes: string }
  /** An integer beyond ±(2^53−1), in decimal. */
  | { readonly int: string };

/** Where a type came from, best first. */
export type TypeSource = "stub" | "annotation" | "docstring" | "default" | "inference" | "none";

export interface ParameterIR {
  readonly name: string;
  readonly kind: "positional-only" | "positional-or-keyword" | "var-positional" | "keyword-only" | "var-keyword";
  readonly type: TypeIR;
  readonly source: TypeSource;
  /** Source text of the default (`...` in most stubs); `null`: required. */
  readonly default: string | null;
  /**
   * Whether the *declared* type accepts a mapping; true if nothing is declared. It decides how a trailing object is
   * passed. Aliases, type variables and class hierarchies are followed already.
   */
  readonly mapping: boolean;
}

export interface SignatureIR {
  /** Without `self`/`cls`. */
  readonly parameters: readonly ParameterIR[];
  readonly result: TypeIR;
  readonly resultSource: TypeSource;
  /** The annotation of `self`; `null`: the stub does not narrow it. */
  readonly self: TypeIR | null;
  readonly deprecated: string | null;
}

export interface FunctionDeclaration {
  readonly kind: "function";
  readonly name: string;
  /** `module.qualname` of the definition. */
  readonly home: string;
  readonly async: boolean;
  readonly overloads: readonly SignatureIR[];
  readonly doc: string | null;
  readonly line: number | null;
}

export interface MethodIR {
  readonly kind: "method" | "classmethod" | "staticmethod";
  readonly name: string;
  readonly async: boolean;
  readonly overloads: readonly SignatureIR[];
  readonly doc: string | null;
  readonly line: number | null;
}

export interface AttributeIR {
  /** A `classvar` exists on the class too. A property and an attribute differ only in what may be written. */
  readonly kind: "property" | "attribute" | "classvar";
  readonly name: string;
  readonly type: TypeIR;
  readonly source: TypeSource;
  /** The type that a write accepts; `null`: read only. */
  readonly write: TypeIR | null;
  readonly doc: string | null;
  readonly line: number | null;
}

export type MemberIR = MethodIR | AttributeIR;

export interface ClassDeclaration {
  readonly kind: "class";
  /** Qualified inside its module (`Outer.Inner`). */
  readonly name: string;
  readonly id: ClassId;
  /** `module.qualname` of the definition: the name at run time, if it is known statically. */
  readonly home: string;
  /** False: a type only. Its module has no value of this name (a private module, a name that only the stub has). */
  readonly value: boolean;
  readonly bases: readonly TypeIR[];
  /** Ids of all ancestors in method resolution order, without itself and `builtins:object`. */
  readonly mro: readonly ClassId[];
  readonly typeParameters: readonly TypeIR[];
  readonly enum: boolean;
  readonly protocol: boolean;
  /** Field names and types of a NamedTuple; `null` for other classes. */
  readonly namedTuple: readonly FieldIR[] | null;
  readonly typedDict: readonly FieldIR[] | null;
  /** From `__new__` and `__init__`, inherited ones included. The result is the instance (`self`) unless the stub says otherwise. */
  readonly constructors: readonly SignatureIR[];
  /** Own members only: public names and dunders. Inherited members are found through `mro`. */
  readonly members: readonly MemberIR[];
  readonly doc: string | null;
  readonly line: number | null;
}

export interface FieldIR {
  readonly name: string;
  readonly type: TypeIR;
  readonly required: boolean;
}

export interface VariableDeclaration {
  readonly kind: "variable";
  readonly name: string;
  readonly type: TypeIR;
  readonly source: TypeSource;
  readonly doc: string | null;
  readonly line: number | null;
}

/** A public alias of a type (`ArrayLike`): no value at run time that a call could use. */
export interface AliasDeclaration {
  readonly kind: "alias";
  readonly name: string;
  readonly type: TypeIR;
  readonly doc: string | null;
}

/** Another public name of a class that is declared once elsewhere in this introspection. */
export interface ReexportDeclaration {
  readonly kind: "reexport";
  readonly name: string;
  readonly class: ClassId;
}

export type Declaration =
  | FunctionDeclaration
  | ClassDeclaration
  | VariableDeclaration
  | AliasDeclaration
  | ReexportDeclaration;

export type Origin =
  | { readonly kind: "stdlib" }
  | { readonly kind: "distribution"; readonly name: string; readonly version: string }
  /** `root` is the search path entry the module was found under, relative to the project ("." or "python"). */
  | { readonly kind: "user"; readonly root: string };

export interface SourceIR {
  /** Absolute. Used for the cache and for watch mode only, never written into generated files. */
  readonly path: string;
  readonly hash: string;
}

export interface ProblemIR {
  readonly code: "SYNTAX" | "UNRESOLVED" | "NEWER_STUBS" | "ENCODING";
  readonly message: string;
  readonly path: string | null;
  readonly line: number | null;
}

export interface ModuleIR {
  readonly name: string;
  /** True: a public module that may be imported by `py:`. False: it only holds classes that bound modules use. */
  readonly bound: boolean;
  readonly origin: Origin;
  readonly doc: string | null;
  readonly declarations: readonly Declaration[];
  /** Public submodules that are attributes of this module (`numpy.linalg`), full names, each bound as well. */
  readonly submodules: readonly string[];
  readonly sources: readonly SourceIR[];
  readonly problems: readonly ProblemIR[];
}

/** A requested module or name that cannot be bound. */
export interface FailureIR {
  readonly code: "MODULE_NOT_FOUND" | "NAME_NOT_FOUND" | "NOT_INSTALLED" | "INVALID_SPECIFIER" | "SYNTAX";
  readonly module: string;
  /** The missing name for NAME_NOT_FOUND. */
  readonly name: string | null;
  readonly message: string;
  /** Nearest existing names, best first, at most 3. */
  readonly nearest: readonly string[];
  /** Distribution to add for NOT_INSTALLED (`scikit-learn` for `sklearn`). */
  readonly distribution: string | null;
}

export interface Introspection {
  readonly schema: typeof SCHEMA_VERSION;
  readonly python: { readonly version: string; readonly implementation: string; readonly platform: string };
  readonly modules: readonly ModuleIR[];
  readonly aliases: Readonly<Record<string, { readonly parameters: readonly TypeIR[]; readonly type: TypeIR }>>;
  readonly failures: readonly FailureIR[];
}

/** The request that the Python side reads from its standard input. */
export interface IntrospectionRequest {
  readonly schema: typeof SCHEMA_VERSION;
  /** Absolute folder of the project. User modules are searched under `paths`, relative to it. */
  readonly project: string;
  /** @default [".", "python", "src"] */
  readonly paths: readonly string[];
  /** For each module the names that must exist; an empty list requests the module alone. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
}
