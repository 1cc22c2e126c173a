import type { SecretSource } from '@fck/core';
import { z } from 'zod';
import { askTool } from '../ask-tool.js';
import { secretsErrors } from '../errors.js';
import { parsed, partsOf } from '../reference.js';

const HINT = 'Unlock the vault (`bw unlock`) and export BW_SESSION in the shell that starts fck.';

/** An item as `bw get item` prints it. */
const itemSchema = z.object({
  notes: z.string().nullish(),
  login: z.object({ username: z.string().nullish(), password: z.string().nullish() }).nullish(),
  fields: z.array(z.object({ name: z.string().nullish(), value: z.string().nullish() })).nullish(),
});

/** `!secret bw ITEM#field`; without `#`, the password. */
export const bitwarden: SecretSource = {
  about: 'Bitwarden, by its program bw: ITEM or ITEM#field',
  async read(request) {
    const { name, part = 'password' } = partsOf(request.reference);
    const output = await askTool('bw', ['get', 'item', name, '--nointeraction'], request, HINT);
    const { data: item } = itemSchema.safeParse(parsed(output));
    if (!item) throw secretsErrors.noValue('bw printed no item', HINT);
    const values = new Map([
      ...(item.fields ?? []).map(({ name: field, value }) => [field, value] as const),
      ['notes', item.notes] as const,
      ['username', item.login?.username] as const,
      ['password', item.login?.password] as const,
    ]);
    const value = values.get(part);
    if (typeof value === 'string') return value;
    throw secretsErrors.noValue(
      `the item has no field "${part}"`,
      'A field is `password`, `username`, `notes` or the name of a custom field.',
    );
  },
};
