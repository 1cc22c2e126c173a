import type { SshConnection } from './ssh-connection.js';

/** One user's share of a shared connection. */
export interface Lease {
  readonly connection: SshConnection;
  /** Releases the lease; the last release ends the connection. Further calls do nothing. */
  release(): Promise<void>;
}

interface Shared {
  readonly connection: Promise<SshConnection>;
  users: number;
}

/** The connections to jump hosts: each is opened once for all hosts behind it. A bastion's sshd bounds how many may log in at once. */
export class SharedJumps {
  readonly #shared = new Map<string, Shared>();

  /**
   * Opens a connection, or shares the one that is open.
   *
   * @param way identifies a way to a jump host
   * @throws whatever `open` throws
   */
  async lease(way: string, open: () => Promise<SshConnection>): Promise<Lease> {
    const known = this.#shared.get(way);
    const shared = known ?? this.#add(way, open);
    shared.users += 1;
    try {
      return this.#leaseOf(way, shared, await shared.connection);
    } catch (error) {
      this.#forget(way, shared);
      // The error names the host for which the connection was opened.
      if (known) return alone(await open());
      throw error;
    }
  }

  #add(way: string, open: () => Promise<SshConnection>): Shared {
    const shared = { connection: open(), users: 0 };
    this.#shared.set(way, shared);
    shared.connection
      .then(({ closed }) => closed)
      .catch(() => {})
      .finally(() => this.#forget(way, shared));
    return shared;
  }

  #leaseOf(way: string, shared: Shared, connection: SshConnection): Lease {
    let isHeld = true;
    return {
      connection,
      release: async () => {
        if (!isHeld) return;
        isHeld = false;
        shared.users -= 1;
        if (shared.users > 0) return;
        this.#forget(way, shared);
        await connection.close();
      },
    };
  }

  #forget(way: string, shared: Shared): void {
    if (this.#shared.get(way) === shared) this.#shared.delete(way);
  }
}

function alone(connection: SshConnection): Lease {
  return { connection, release: () => connection.close() };
}
