import type { CliCommand } from '@fck/core';
import type { Fleet } from '../fleet.js';
import { INSTANCE_LABEL } from '../hosts/host-of-instance.js';
import { setTags } from '../instances/set-tags.js';
import { TAGS } from '../instances/tags.js';
import { chosenRoles } from './chosen.js';

/** `fck ec2 sync`: sets the tags of instances to the state of the hosts. */
export function syncCommand(fleet: Fleet): CliCommand {
  return {
    about: 'asks the hosts which builds they have and serve, and tags their instances so',
    async run({ fck, selection, dryRun, progress }) {
      fleet.forget();
      const roles = chosenRoles(fleet, selection.roles);
      const names = roles.map(({ role }) => role.name);
      const [rows, hosts] = await Promise.all([
        fck.status({ ...selection, roles: names }),
        fck.hosts({ ...selection, roles: names }),
      ]);
      const synced: { host: string; id: string; active: string | undefined; newest: string | undefined }[] =
        [];
      for (const { host, role, active, newest, problem } of rows) {
        const id = hosts.find(({ name }) => name === host)?.labels[INSTANCE_LABEL];
        const of = roles.find((one) => one.role.name === role);
        if (problem !== undefined) progress(`${host} cannot be asked: ${problem}`);
        if (problem !== undefined || id === undefined || !of) continue;
        if (!dryRun)
          await setTags(of.clients, id, { [TAGS.activeBuild]: active, [TAGS.lastGoodBuild]: newest });
        synced.push({ host, id, active, newest });
      }
      return {
        document: synced,
        table: {
          columns: ['host', 'id', 'active build', 'last good build'],
          rows: synced.map(({ host, id, active, newest }) => [host, id, active ?? '', newest ?? '']),
        },
      };
    },
  };
}
