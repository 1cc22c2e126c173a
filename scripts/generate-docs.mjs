// Writes what is generated from the code: see docs/pages.mjs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './docs/pages.mjs';
import { prepare, root } from './prepare.mjs';

prepare();
for (const [file, text] of await generatedPages()) writeFileSync(join(root, file), text);
