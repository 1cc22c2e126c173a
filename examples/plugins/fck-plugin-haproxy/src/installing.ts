import { type Remote, sh } from '@fck/core';
import { haproxyErrors } from './errors.js';
import { workersNow } from './workers.js';

/** Time limit in seconds for haproxy to load a new configuration. */
const TAKEOVER = 10;

/**
 * Writes a site's file and reloads haproxy. New requests go to a new worker at once, which inherits the listening sockets, so
 * that no connection is refused. The old worker ends with its last request.
 *
 * @param content undefined: no such file
 * @throws FckError `HAPROXY_BROKEN_CONFIG` if haproxy refuses it; the old file is restored
 */
export async function installSite(remote: Remote, file: string, content: string | undefined): Promise<void> {
  const root = remote.as('root');
  const [before, workers] = await Promise.all([root.read(file), workersNow(root)]);
  await put(root, file, content);
  const verdict = await checkConfig(root);
  if (verdict !== undefined) {
    await put(root, file, before);
    throw haproxyErrors.brokenConfig(verdict);
  }
  await root.run(sh`systemctl reload haproxy`, { title: 'reload haproxy' });
  const tookOver = async () => (await workersNow(root)).some((worker) => !workers.includes(worker));
  await root.expect('haproxy to take over the new configuration', tookOver, {
    within: TAKEOVER,
    onFailure: () => root.query(sh`journalctl --unit haproxy --lines 10 --output cat --no-pager`),
  });
}

/** haproxy's errors about its current configuration; undefined if there are none. */
export async function checkConfig(remote: Remote): Promise<string | undefined> {
  const { code, stderr } = await remote
    .as('root')
    .look(sh`/usr/sbin/haproxy -c -q -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/fck`);
  return code === 0 ? undefined : stderr.trim();
}

/** Files of haproxy's configuration with a `bind` to a port. */
export async function filesThatListenOn(remote: Remote, port: number): Promise<string[]> {
  const bind = `^[[:space:]]*bind[[:space:]]+[^[:space:]]*:${port}([[:space:]]|$)`;
  const { stdout } = await remote.look(sh`grep -lsE ${bind} /etc/haproxy/haproxy.cfg /etc/haproxy/fck/*.cfg`);
  return stdout.split('\n').filter(Boolean);
}

async function put(root: Remote, file: string, content: string | undefined): Promise<void> {
  if (content === undefined) await root.run(sh`rm -f -- ${file}`, { title: `remove ${file}` });
  else await root.write(file, content);
}
