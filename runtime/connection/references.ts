/** The handles of one connection: one proxy for each Python object, the classes of the objects, and the counts to give back. */
import { Handle, type HandleOwner, type HandleRecord } from "../proxies/handle.ts";
import { MalformedError } from "../wire/msgpack-reader.ts";
import type { TypeInfo } from "../wire/protocol.ts";
import { runWhenCollected } from "./finalization.ts";

export class References {
  readonly #owner: HandleOwner;
  readonly #handles = new Map<number, { readonly record: HandleRecord; readonly proxy: WeakRef<object> }>();
  readonly #types = new Map<number, HandleRecord["type"]>();

  constructor(owner: HandleOwner) {
    this.#owner = owner;
  }

  /** Remembers the class that references name by `type`. */
  addType(type: number, info: TypeInfo): void {
    const { module, qualname } = info;
    this.#types.set(type, { ...info, label: module === "builtins" ? qualname : `${module}.${qualname}` });
  }

  /**
   * Returns the proxy of a Python object: the one that the program still holds, or a new one.
   * @throws MalformedError for a type that was not announced.
   */
  receive(ref: number, type: number): object {
    const known = this.#handles.get(ref);
    const existing = known?.proxy.deref();
    if (known !== undefined && existing !== undefined) {
      known.record.count++;
      return existing;
    }
    const info = this.#types.get(type);
    if (info === undefined) throw new MalformedError(`a reference of the unknown type ${type}`);
    const record: HandleRecord = { ref, type: info, count: 1, released: false };
    const { proxy } = new Handle(this.#owner, record);
    this.#handles.set(ref, { record, proxy: new WeakRef(proxy) });
    runWhenCollected(proxy, () => this.#owner.releaseHandle(record));
    return proxy;
  }

  /** Removes a released handle. A newer handle of the same object stays. */
  remove(record: HandleRecord): void {
    if (this.#handles.get(record.ref)?.record === record) this.#handles.delete(record.ref);
  }

  clear(): void {
    this.#handles.clear();
  }
}
