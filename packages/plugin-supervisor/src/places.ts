import { type Facts, serviceCommand } from '@fck/core';

/** Where fck installs supervisord on hosts whose repositories do not offer it: a virtualenv of its own, which holds its configuration too. */
export const OWN_SUPERVISOR = '/opt/fck-supervisor';
/** The unit that runs it. */
export const OWN_UNIT = 'fck-supervisor';
/** Its configuration file. supervisord and supervisorctl find it by themselves, beside their own folder. */
export const OWN_CONFIG = `${OWN_SUPERVISOR}/etc/supervisord.conf`;

/** The name of the daemon in a system's own package. */
export function unitOf({ packageManager }: Facts): string {
  return packageManager === 'apt' ? 'supervisor' : 'supervisord';
}

/** The command that starts or restarts supervisord on a host, for messages. */
export function daemonCommand(facts: Facts, verb: 'start' | 'restart'): string {
  const usual = `\`${serviceCommand(facts, verb, unitOf(facts))}\``;
  return facts.packageManager === 'apt' || facts.init !== 'systemd'
    ? usual
    : `${usual}, or \`${OWN_UNIT}\` where fck installed it from PyPI`;
}
