import type { CliCommand } from '@fck/core';
import type { Fleet } from '../fleet.js';
import { addressOf } from '../hosts/address.js';
import { TAGS } from '../instances/tags.js';
import { chosenRoles, instancesOf, nameOf } from './chosen.js';

/** `fck ec2 list` */
export function listCommand(fleet: Fleet): CliCommand {
  return {
    about: 'the instances, their state and what they serve',
    async run({ selection }) {
      const found = await instancesOf(fleet, chosenRoles(fleet, selection.roles));
      const document = found.map((owned) => {
        const { of, instance } = owned;
        const { id, state, type, zone, image, launchedAt, publicAddress, privateAddress, tags } = instance;
        return {
          name: nameOf(owned),
          role: of.role.name,
          id,
          state,
          type,
          zone,
          image,
          address: addressOf(instance, of.settings),
          publicAddress,
          privateAddress,
          launchedAt,
          activeBuild: tags.get(TAGS.activeBuild),
          lastGoodBuild: tags.get(TAGS.lastGoodBuild),
        };
      });
      return {
        document,
        table: {
          columns: ['name', 'id', 'state', 'type', 'zone', 'address', 'active build', 'since'],
          rows: document.map((row) => [
            row.name,
            row.id,
            row.state,
            row.type,
            row.zone ?? '',
            row.address ?? '',
            row.activeBuild ?? '',
            row.launchedAt ?? '',
          ]),
        },
        ...(document.length === 0 ? { text: 'There is none. `fck run create` makes them.' } : {}),
      };
    },
  };
}
