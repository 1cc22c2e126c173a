import type { Fleet } from './fixture/fleet.js';
import { isLongForm } from './fixture/form.js';
import { hostTrouble } from './fixture/host-trouble.js';

/** The process manager of a host accepts requests, and answers none. */
export function hangingSupervisor(fleet: Fleet): void {
  // fck waits half a minute for each answer; the plugin's unit tests check the messages.
  if (!isLongForm) return;
  const signal = (name: string) => `kill -${name} "$(cat /run/supervisord.pid)"`;
  hostTrouble(
    fleet,
    {
      title: ['supervisord of a host hangs', ''],
      held: 'no request failed; a run that failed said why; once it continued, the next run converged',
      serves: true,
      told: /supervisord runs, but hangs/,
      begin: (machine) => machine.run(signal('STOP')),
      end: (machine) => machine.run(signal('CONT')),
    },
    0,
  );
}
