/** Sends calls in program order to one worker. The default session gets a new worker after its own has ended. */
import type { Connection } from "./connection/connection.ts";
import type { Permissions } from "./connection/permissions.ts";
import type { ImportSession } from "./proxies/imported.ts";
import type { Supervisor } from "./workers/supervisor.ts";

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
