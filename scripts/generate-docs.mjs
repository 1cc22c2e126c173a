// Writes the pages of docs/ that are drawn from the code: tools.md, errors.md and plugins/reference.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './docs/pages.mjs';
import { prepare, root } from './prepare.mjs';

prepare();
for (const [file, text] of await generatedPages()) writeFileSync(join(root, file), text);
