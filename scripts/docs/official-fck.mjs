import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let made;

/** A container with core and all official plugins, as a project without a \`plugins:\` key has it. */
export function officialFck() {
  made ??= make();
  return made;
}

async function make() {
  const { createFck } = await import('../../packages/cli/dist/index.js');
  const cwd = mkdtempSync(join(tmpdir(), 'fck-docs-'));
  try {
    writeFileSync(join(cwd, 'fck.json'), JSON.stringify({ name: 'docs', roles: { web: {} } }));
    return await createFck({ cwd, allPlugins: true });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
