import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import {
  type Command,
  type HostContext,
  type Maintenance,
  type Remote,
  type Site,
  secret,
  serviceCommand,
  sh,
} from '@fck/core';
import { nginxErrors } from './errors.js';
import { expectNewWorkers, putBack } from './installing.js';
import {
  httpText,
  type MaintenanceFiles,
  maintenanceFiles,
  maintenanceIn,
  passIn,
  passLine,
  serverText,
} from './maintenance-files.js';
import { workersNow } from './workers.js';

/** The maintenance of a site. Looks only. */
export async function maintenanceOf(remote: Remote, siteName: string): Promise<Maintenance | undefined> {
  const root = remote.as('root');
  const { http, server } = maintenanceFiles(siteName);
  // Without the page, visitors get the site: a killed run has begun to write the files.
  const [text, hasPage] = await Promise.all([root.read(http), root.exists(server)]);
  return text === undefined || !hasPage ? undefined : maintenanceIn(text);
}

/** The file with the header that leads through a site's maintenance; undefined if it is in none. Looks only. */
export async function passOf(remote: Remote, siteName: string): Promise<string | undefined> {
  const { server, pass } = maintenanceFiles(siteName);
  const isOn = await remote.as('root').test(sh`test -f ${server} && test -f ${pass}`);
  return isOn ? pass : undefined;
}

/** Begins a maintenance, or changes it. */
export async function beginMaintenance(
  context: HostContext,
  site: Pick<Site, 'name' | 'verificationPath'>,
  maintenance: Maintenance,
): Promise<void> {
  const files = maintenanceFiles(site.name);
  const root = context.remote.as('root');
  const pass = passIn((await root.read(files.pass)) ?? '') ?? randomBytes(16).toString('hex');
  const wanted = { siteName: site.name, maintenance, pass, verificationPath: site.verificationPath };
  const next = `${files.server}.next`;
  await replace(context, files, {
    write: async () => {
      await root.run(sh`mkdir -p -m 700 -- ${files.folder}`);
      await root.write(files.pass, secret(passLine(pass)), { mode: 0o600 });
      await root.write(files.http, secret(httpText(wanted)), { mode: 0o600 });
      await root.write(next, serverText(wanted), { mode: 0o600 });
    },
    takeEffect: sh`mv -f -- ${next} ${files.server}`,
    title: 'begin the maintenance, and reload nginx',
  });
}

/** Ends a maintenance. Nothing happens if there is none. */
export async function endMaintenance(context: HostContext, siteName: string): Promise<void> {
  const files = maintenanceFiles(siteName);
  if (!(await context.remote.as('root').exists(files.folder))) return;
  await replace(context, files, {
    takeEffect: removal(files),
    title: 'end the maintenance, and reload nginx',
  });
}

/** Removes what is left of a maintenance once its site is gone. */
export async function forgetMaintenance(remote: Remote, siteName: string): Promise<void> {
  const files = maintenanceFiles(siteName);
  if (await remote.as('root').exists(files.folder)) await remove(remote, files);
}

function remove(remote: Remote, files: MaintenanceFiles): Promise<void> {
  return remote.as('root').run(removal(files), { title: `remove ${files.folder}` });
}

/** The page goes first: it needs the variables of the other file. */
function removal({ folder, server }: MaintenanceFiles): Command {
  return sh`rm -f -- ${server} && rm -rf -- ${folder} && { rmdir -- ${posix.dirname(folder)} 2>/dev/null || :; }`;
}

interface Change {
  /** Writes files that nginx does not read yet, or that change nothing by themselves. */
  readonly write?: () => Promise<void>;
  /** The command after which nginx has to reload. */
  readonly takeEffect: Command;
  readonly title: string;
}

/**
 * Changes the files, and has nginx work by them. If it refuses them, they are put back. What takes effect and the reload are one command:
 * a run that is killed in between would leave visitors with another state than the one that the files record.
 */
async function replace(
  { remote }: HostContext,
  files: MaintenanceFiles,
  { write, takeEffect, title }: Change,
): Promise<void> {
  const root = remote.as('root');
  const order = [files.pass, files.http, files.server];
  const [workers, facts, check, ...before] = await Promise.all([
    workersNow(root),
    remote.facts(),
    root.look(sh`nginx -t`),
    ...order.map((file) => root.read(file)),
  ]);
  if (workers.length === 0) throw nginxErrors.notRunning(serviceCommand(facts, 'status', 'nginx'));
  if (check.code !== 0) throw nginxErrors.brokenConfig(check.stderr.trim(), undefined);
  const restore = async () => {
    if (before.every((text) => text === undefined)) return remove(remote, files);
    await root.run(sh`mkdir -p -m 700 -- ${files.folder}`);
    for (const [index, file] of order.entries()) await putBack(root, file, before[index]);
  };
  await write?.();
  try {
    await root.run(sh`${takeEffect} && nginx -t -q && nginx -s reload`, { title });
  } catch (thrown) {
    const { code, stderr } = await root.look(sh`nginx -t`);
    await restore();
    throw code === 0 ? thrown : nginxErrors.brokenConfig(stderr.trim(), files.folder);
  }
  await expectNewWorkers(root, workers, restore);
}
