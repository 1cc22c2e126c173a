import { posix } from 'node:path';
import type { HostContext } from '../../api/contexts.js';
import { checkedName } from '../../names/names.js';
import { parseSetting, type Setting } from './setting.js';

/** The file in which a host records the setting that a role's build was activated with. Only its owner may read it. */
export class ServedFile {
  readonly #remote: HostContext['remote'];
  readonly #path: string;

  constructor({ remote, paths, role }: Pick<HostContext, 'remote' | 'paths' | 'role'>) {
    this.#remote = remote;
    this.#path = posix.join(paths.project, 'served', `${checkedName('role', role.name)}.json`);
  }

  /** Undefined if it does not exist, or fck did not write it. */
  async read(): Promise<Setting | undefined> {
    return parseSetting(await this.#remote.read(this.#path));
  }

  async write(setting: Setting): Promise<void> {
    await this.#remote.write(this.#path, `${JSON.stringify(setting, null, 2)}\n`, {
      mode: 0o600,
      bookkeeping: true,
    });
  }
}
