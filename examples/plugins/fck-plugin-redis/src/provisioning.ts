import { type ProvisionContext, type Remote, sh, systemServiceStep } from '@fck/core';
import type { RedisSection } from './section.js';

const MAIN = '/etc/redis/redis.conf';
const OURS = '/etc/redis/fck.conf';
const INCLUDE = `include ${OURS}`;

/** Declares that Redis is installed, runs with these settings, and starts at boot. Debian's names. */
export async function provisionRedis(context: ProvisionContext, settings: RedisSection): Promise<void> {
  const config = configOf(settings);
  const configured = `redis has the settings of the role ${context.role.name}`;
  context.tool('redis');
  context.declare({
    name: configured,
    after: ['redis is installed'],
    check: (remote) => isConfigured(remote, config),
    async apply(remote) {
      const root = remote.as('root');
      await root.write(OURS, config, { mode: 0o640, owner: 'redis:redis' });
      // The last value wins: the file is read after those of the package.
      await root.run(sh`grep -qxF ${INCLUDE} ${MAIN} || printf '\n%s\n' ${INCLUDE} >>${MAIN}`, {
        title: `include ${OURS}`,
      });
      await root.run(sh`systemctl restart redis-server`);
    },
  });
  context.declare(
    systemServiceStep(await context.remote.facts(), {
      unit: 'redis-server',
      after: [configured],
      otherwise: {
        check: (remote) => remote.test(sh`redis-cli -p ${settings.port} ping`),
        apply: (remote) => remote.as('root').run(sh`redis-server ${MAIN}`),
      },
    }),
  );
}

function configOf({ port, memory, policy }: RedisSection): string {
  return `# Written by fck.\nport ${port}\nmaxmemory ${memory}mb\nmaxmemory-policy ${policy}\n`;
}

async function isConfigured(remote: Remote, config: string): Promise<boolean> {
  const root = remote.as('root');
  const [found, included] = await Promise.all([root.read(OURS), root.test(sh`grep -qxF ${INCLUDE} ${MAIN}`)]);
  return found === config && included;
}
