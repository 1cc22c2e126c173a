import { type CliCommand, command } from '@fck/core';
import { imageOf, recordedImage, updatedImage } from '../create/image.js';
import type { Fleet } from '../fleet.js';
import { RoleRecord } from '../instances/role-record.js';
import { chosenRoles } from './chosen.js';

/** `fck ec2 images [--update]` */
export function imagesCommand(fleet: Fleet): CliCommand {
  return command({
    about: 'which image new instances of each role start from',
    options: { update: { about: 'look up the images of `ami:` again', kind: 'boolean' } },
    async run({ selection, options: { update }, dryRun }) {
      const rows: { role: string; image: string; before: string | undefined }[] = [];
      for (const { role, settings, clients } of chosenRoles(fleet, selection.roles)) {
        const record = await RoleRecord.of(fleet.fck.project, role.name);
        const before = recordedImage(clients, settings, record);
        const image =
          update || before === undefined
            ? await updatedImage(clients, settings, record, { dryRun })
            : await imageOf(clients, settings, record);
        rows.push({ role: role.name, image: image.id, before: update ? before : undefined });
      }
      return {
        document: rows,
        table: {
          columns: ['role', 'image', 'before'],
          rows: rows.map(({ role, image, before }) => [role, image, before === image ? '' : (before ?? '')]),
        },
        text: dryRun && update ? 'Nothing was recorded: these are the images that would be.' : undefined,
      };
    },
  });
}
