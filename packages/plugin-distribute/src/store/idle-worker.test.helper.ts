import { definePlugin, type Plugin } from '@fck/core';
import { idleService } from '@fck/testing';
import { z } from 'zod';

/** A service in memory: `activate: {idle: {}}` "runs" a worker that does not listen. */
export function idleWorker(): Plugin {
  const running = new Set<string>();
  return definePlugin({
    name: 'idle-worker',
    apply(fck) {
      fck.services.register('idle', {
        about: 'Does nothing.',
        schema: z.object({}),
        listens: false,
        describe: async (context, { endpoint }) => idleService('idle', context, endpoint),
      });
      fck.processManagers.register('memory', {
        about: 'Remembers what it was told to run.',
        start: async ({ host }, { id }) => void running.add(`${host.name} ${id}`),
        stop: async ({ host }, id) => void running.delete(`${host.name} ${id}`),
        list: async ({ host }, prefix) =>
          [...running].flatMap((one) =>
            one.startsWith(`${host.name} ${prefix}`) ? one.slice(host.name.length + 1) : [],
          ),
        mainProcess: async () => undefined,
        running: async ({ host }, ids) => ids.filter((id) => running.has(`${host.name} ${id}`)),
        logs: async () => '',
      });
    },
  });
}
