/** The part of msgpackr that `packer.ts` uses; this entry of the package comes without declarations. */
declare module "msgpackr/index-no-eval" {
  export class Packr {
    constructor(options: { readonly useRecords: false; readonly variableMapSize: boolean });
    pack(value: unknown): Buffer;
    useBuffer(buffer: Buffer): void;
  }
  export function addExtension<T>(extension: {
    readonly Class: abstract new (...args: never[]) => T;
    readonly type: number;
    readonly pack: (value: T, allocate: (size: number) => { target: Uint8Array; position: number }) => void;
  }): void;
}
