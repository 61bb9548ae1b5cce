/** Calls in program order on one worker. The default session gets a fresh worker when its own has ended. */
import type { Permissions } from "./connection/permissions.ts";
import type { ImportSession } from "./proxies/imported.ts";
import type { Supervisor } from "./workers/supervisor.ts";
import type { Connection } from "./connection/connection.ts";

export class DefaultSession implements ImportSession {
  readonly permissions: Permissions;
  readonly #supervisor: Supervisor;
  #worker: Connection | undefined;

  constructor(permissions: Permissions, supervisor: Supervisor) {
    this.permissions = permissions;
    this.#supervisor = supervisor;
  }

  getOperations(): Connection {
    if (this.#worker === undefined || this.#worker.ended) this.#worker = this.#supervisor.start();
    return this.#worker;
  }
}
