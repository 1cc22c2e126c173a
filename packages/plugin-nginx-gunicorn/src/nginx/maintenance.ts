import { randomBytes } from 'node:crypto';
import {
  type HostContext,
  type Maintenance,
  type Remote,
  type Site,
  secret,
  serviceCommand,
  sh,
} from '@fck/core';
import { nginxErrors } from './errors.js';
import { putBack, takeOver } from './installing.js';
import {
  httpText,
  type MaintenanceFiles,
  maintenanceFiles,
  maintenanceIn,
  passIn,
  passLine,
  serverText,
} from './maintenance-files.js';
import { objectionIn } from './objection.js';
import { workersNow } from './workers.js';

/** The maintenance of a site. Looks only. */
export async function maintenanceOf(remote: Remote, siteName: string): Promise<Maintenance | undefined> {
  const text = await remote.as('root').read(maintenanceFiles(siteName).http);
  return text === undefined ? undefined : maintenanceIn(text);
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
  const texts = {
    pass: secret(passLine(pass)),
    http: secret(httpText(wanted)),
    server: serverText(wanted),
  };
  await replace(context, files, async () => {
    await root.run(sh`mkdir -p -m 700 -- ${files.folder}`);
    // The page needs the variables of the other file: a restart in between must find them.
    await root.write(files.pass, texts.pass, { mode: 0o600 });
    await root.write(files.http, texts.http, { mode: 0o600 });
    await root.write(files.server, texts.server, { mode: 0o600 });
  });
}

/** Ends a maintenance. Nothing happens if there is none. */
export async function endMaintenance(context: HostContext, siteName: string): Promise<void> {
  const files = maintenanceFiles(siteName);
  const { remote } = context;
  if (!(await remote.as('root').exists(files.folder))) return;
  await replace(context, files, () => removeFiles(remote, files));
}

/** Removes what is left of a maintenance once its site is gone. */
export async function forgetMaintenance(remote: Remote, siteName: string): Promise<void> {
  const files = maintenanceFiles(siteName);
  if (await remote.as('root').exists(files.folder)) await removeFiles(remote, files);
}

/** The page goes first: it needs the variables of the other file. */
function removeFiles(remote: Remote, { folder, server }: MaintenanceFiles): Promise<void> {
  return remote
    .as('root')
    .run(sh`rm -f -- ${server} && rm -rf -- ${folder} && rmdir -- /etc/nginx/fck 2>/dev/null; :`, {
      title: `remove ${folder}`,
    });
}

/** Changes the files, and has nginx work by them. If it refuses them, they are put back. */
async function replace(
  { remote }: HostContext,
  { folder, http, server, pass }: MaintenanceFiles,
  change: () => Promise<void>,
): Promise<void> {
  const root = remote.as('root');
  const order = [pass, http, server];
  const [workers, facts, ...before] = await Promise.all([
    workersNow(root),
    remote.facts(),
    ...order.map((file) => root.read(file)),
  ]);
  if (workers.length === 0) throw nginxErrors.notRunning(serviceCommand(facts, 'status', 'nginx'));
  const restore = async () => {
    if (before.every((text) => text === undefined))
      return removeFiles(remote, { folder, http, server, pass });
    await root.run(sh`mkdir -p -m 700 -- ${folder}`);
    for (const [index, file] of order.entries()) await putBack(root, file, before[index]);
  };
  await change();
  const objection = objectionIn(await root.look(sh`nginx -t`), folder, undefined, []);
  if (objection !== undefined) {
    await restore();
    throw objection;
  }
  await takeOver(root, workers, restore);
}
