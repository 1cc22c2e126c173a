import { type FckError, isExpectationFailed, type Remote, Secret, secret, sh } from '@fck/core';
import { type Aside, bringBack, setAside } from './aside.js';
import { nginxErrors } from './errors.js';
import { serversOf } from './loaded-config.js';
import { objectionIn } from './objection.js';
import { onlyNewServe, type Workers, workersNow } from './workers.js';

/** Seconds for nginx to start using a new configuration. */
const TAKEOVER = 10;

/**
 * Makes nginx serve this content of a site's file: writes it, lets nginx check it, reloads, and waits until only
 * workers with the new configuration accept requests. If nginx refuses, the old file is put back.
 *
 * @param content undefined: no such file; pending look-ups are batched with the look at the current file
 * @param others foreign files that go with the same reload (`aside`), or come back with it
 * @throws FckError `NGINX_BROKEN_CONFIG`, `NGINX_DEFAULT_TAKEN`, `NGINX_NAME_TAKEN` or `NGINX_NOT_RELOADED`, with
 *   everything as it was before.
 */
export async function installSite(
  remote: Remote,
  file: string,
  content: string | Secret | undefined | Promise<string>,
  { aside = [], back = [] }: { aside?: readonly Aside[]; back?: readonly Aside[] } = {},
): Promise<void> {
  const root = remote.as('root');
  const [before, workers, wanted] = await Promise.all([root.read(file), workersNow(root), content]);
  // One of both files exists at every moment: others may reload nginx, or a power cut may restart it.
  await bringBack(root, back);
  await put(root, file, wanted);
  await setAside(root, aside);
  const restore = async () => {
    await bringBack(root, aside);
    await putBack(root, file, before);
    await setAside(root, back);
  };
  const servers = serversOf(file, (wanted instanceof Secret ? wanted.reveal() : wanted) ?? '');
  const objection = objectionIn(await root.look(sh`nginx -t`), file, file, servers);
  if (objection !== undefined) {
    await restore();
    throw await attributed(root, objection, file);
  }
  await reload(root);
  await expectNewWorkers(root, workers, restore);
}

/**
 * Waits until nginx works by a new configuration. If it keeps the old one, the old files are put back.
 *
 * @param before the workers before the reload
 * @throws FckError `NGINX_NOT_RELOADED`
 */
export async function expectNewWorkers(
  root: Remote,
  before: Workers,
  restore: () => Promise<unknown>,
): Promise<void> {
  try {
    await expectTakeover(root, before);
  } catch (thrown) {
    if (!isExpectationFailed(thrown)) throw thrown;
    await restore();
    await reload(root);
    throw nginxErrors.notReloaded(await lastEmergencies(root));
  }
}

/** Removes a site's file. Removing and reloading are one command: nothing can come between them. */
export async function uninstallSite(remote: Remote, file: string): Promise<void> {
  const root = remote.as('root');
  const [exists, check, workers] = await Promise.all([
    root.exists(file),
    root.look(sh`nginx -t`),
    workersNow(root),
  ]);
  if (!exists) return;
  if (check.code !== 0 && !check.stderr.includes(file)) {
    throw nginxErrors.brokenConfig(check.stderr.trim(), undefined);
  }
  const isUp = workers.length > 0;
  const thenReload = isUp ? sh`&& nginx -t -q && nginx -s reload` : sh``;
  await root.run(sh`rm -f -- ${file} ${thenReload}`, {
    title: `remove ${file}${isUp ? ' and reload nginx' : ''}`,
  });
  if (isUp) await expectTakeover(root, workers);
}

/** `reload` succeeds even if the port is taken, and nginx keeps its old workers: only new workers prove the reload. */
async function expectTakeover(root: Remote, before: Workers): Promise<void> {
  await root.expect('nginx to work by the new configuration', () => onlyNewServe(root, before), {
    within: TAKEOVER,
    every: 0.05,
  });
}

/** The old content may contain a password that fck cannot mask any more: it is not shown. */
export function putBack(root: Remote, file: string, content: string | undefined): Promise<void> {
  return put(root, file, content === undefined ? undefined : secret(content));
}

async function put(root: Remote, file: string, content: string | Secret | undefined): Promise<void> {
  if (content === undefined) await root.run(sh`rm -f -- ${file}`);
  // nginx reads it as root, and no other user needs to: `extra` may contain a password.
  else await root.write(file, content, { mode: 0o600 });
}

async function reload(root: Remote): Promise<void> {
  await root.run(sh`exec nginx -s reload`, { title: 'reload nginx' });
}

/** The error, attributed to the site's file; if nginx also complains without that file, another one is to blame. */
async function attributed(root: Remote, objection: FckError, file: string): Promise<FckError> {
  const { code, stderr } = await root.look(sh`nginx -t`);
  return code === 0 || stderr.includes(file) ? objection : nginxErrors.brokenConfig(stderr.trim(), undefined);
}

async function lastEmergencies(root: Remote): Promise<string> {
  return (await root.look(sh`tail -n 50 /var/log/nginx/error.log | grep -F '[emerg]' | tail -n 3`)).stdout;
}
