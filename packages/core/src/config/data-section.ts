import { z } from 'zod';
import type { DataEntry } from '../api/data-entry.js';

/** Parts of a path, such as `app/media`: no part may lead elsewhere. */
const PATH = /^(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/;

/** Permission bits as people write them: `0750`, which YAML reads as the number 750. */
const mode = z
  .union([z.int(), z.string()])
  .transform(String)
  .refine((digits) => /^0?[0-7]{3}$/.test(digits), { error: 'must be permission bits such as 0750' })
  .transform((digits) => Number.parseInt(digits, 8));

const entry = z
  .union([z.enum(['folder', 'file']), mode], {
    error: 'expected `folder`, `file`, or the permission bits of a folder such as 0750',
  })
  .transform(
    (given): DataEntry =>
      typeof given === 'number'
        ? { kind: 'folder', mode: given }
        : { kind: given, mode: given === 'file' ? 0o640 : 0o750 },
  );

/** The schema of `data:`: what outlives builds, by its path below the working directory of a build. */
export function dataSchema() {
  return z.record(
    z.string().regex(PATH, 'must be a path below the folder of the code, such as media or db.sqlite3'),
    entry,
  );
}
