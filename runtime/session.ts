/** Calls in program order on one worker. The default session gets a fresh worker when its own has ended. */
import type { Permissions } from "./connection/permissions.ts";
import type { Session } from "./proxies/imported.ts";
import type { Supervisor } from "./workers/supervisor.ts";
import type { Worker } from "./connection/connection.ts";

export class DefaultSession implements Session {
  readonly permissions: Permissions;
  readonly #supervisor: Supervisor;
  #worker: Worker | undefined;

  constructor(permissions: Permissions, supervisor: Supervisor) {
    this.permissions = permissions;
    this.#supervisor = supervisor;
  }

  worker(): Worker {
    if (this.#worker === undefined || this.#worker.ended) this.#worker = this.#supervisor.start();
    return this.#worker;
  }
}
