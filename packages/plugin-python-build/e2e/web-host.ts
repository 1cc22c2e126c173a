import type { Fck } from '@fck/core';
import { expect } from 'vitest';
import { runFck, succeeded } from '../../../e2e/fixture/run-fck.js';

/** The interpreter of builds that the host can run. */
export const PYTHON = '/usr/bin/python3';

/** The plugins of {@link webRole}. */
export const PLUGINS_OF_WEB = ['ssh', 'command', 'distribute', 'supervisor', 'nginx-gunicorn', 'sandbox'];

/** The role of a throwaway host that gets copies of the builds of the role `builder`, and serves them. */
export function webRole(activate: object): object {
  return {
    sandbox: { count: 1 },
    build: { copy_from: { role: 'builder' } },
    // Not systemd: a project of a test is in /tmp, which its services do not share.
    activate: { process_manager: 'supervisor', http_test_path: '/', nginx: { listen: 80 }, ...activate },
  };
}

/** Makes the throwaway host of the project in a folder, with what it needs to serve, and returns its address. */
export async function makeWebHost(project: string): Promise<string> {
  const up = ['sandbox', 'up', '--install-missing', '--json'];
  const [host]: { address: string }[] = JSON.parse(succeeded(await runFck(project, up), up).stdout);
  const provision = ['run', 'provision', '--role', 'web'];
  succeeded(await runFck(project, provision), provision);
  return host?.address ?? '';
}

/** Removes the throwaway host of the project in a folder. */
export async function removeWebHost(project: string): Promise<void> {
  const down = ['sandbox', 'down'];
  succeeded(await runFck(project, down), down);
}

/** Expects the web host to have this build on its disk, file by file as on the builder, and to serve it. */
export async function expectServed(fck: Pick<Fck, 'verify'>, build: string): Promise<void> {
  const rows = await fck.verify();
  expect(rows).toMatchObject([
    { role: 'builder', build, problems: [] },
    { role: 'web', build, active: true, problems: [] },
  ]);
}
