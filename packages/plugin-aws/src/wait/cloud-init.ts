import { type ProvisionContext, sh } from '@fck/core';

/**
 * Declares that the instance's own set-up has ended: before that, package managers are locked and users are missing. It is
 * the first step of a host, and costs no round trip of its own.
 *
 * @param within seconds
 */
export function declareCloudInit(context: ProvisionContext, within: number): void {
  const ended = sh`! command -v cloud-init >/dev/null 2>&1 || [ -e /run/cloud-init/result.json ] || [ -e /etc/cloud/cloud-init.disabled ]`;
  context.declare({
    name: 'cloud-init has ended',
    check: (remote) => remote.test(ended),
    apply: (remote) => remote.expect('cloud-init to end', ended, { within, every: 2 }),
  });
}
