import { errorKind, messageOf } from '@fck/core';

/** For an inventory that cannot be read. */
export const inventoryUnreadable = errorKind(
  'INVENTORY_UNREADABLE',
  'The file of hosts is missing, is no JSON, or does not list hosts.',
  (file: string, cause: unknown) => ({
    message: `The hosts cannot be read from ${file}: ${messageOf(cause)}`,
    hint: 'It has to be a list of {"name", "role", "address"}; the plugin’s option `file` says where it stands.',
    where: { file },
    cause,
  }),
);
