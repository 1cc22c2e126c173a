import { definePlugin } from '@fck/core';
import { provisionRedis } from './provisioning.js';
import { redisSection } from './section.js';

/** Redis on a role's hosts, with the settings that the role gives. */
export default definePlugin({
  name: 'redis',
  apply(fck) {
    // `tools: [redis]` is in core's catalogue; the client without the server is not.
    fck.tools.register('redis-cli', {
      about: 'command line client of Redis',
      program: 'redis-cli',
      packages: { apt: ['redis-tools'], dnf: ['redis'], apk: ['redis'] },
    });
    const section = fck.section({
      at: 'role.provision',
      name: 'redis',
      about: 'Settings of the Redis server.',
      schema: redisSection,
    });
    fck.hooks.provision.tapPromise('redis', async (context) => {
      const settings = section.of(context.role);
      if (settings) await provisionRedis(context, settings);
    });
  },
});
