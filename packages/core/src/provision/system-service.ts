import type { Facts } from '../api/facts.js';
import type { ApplicableStep } from '../api/step.js';
import { sh } from '../command/command.js';

/** A daemon that the system should keep running. */
export interface SystemService {
  /** Its name in the system: the unit. */
  readonly unit: string;
  /** Steps that come before it, such as `nginx is installed`. */
  readonly after: readonly string[];
  /** How a system without systemd and OpenRC checks that it runs, and starts it. Default: `service`, as in SysV. */
  readonly otherwise?: Pick<ApplicableStep, 'check' | 'apply'> | undefined;
}

/** The step that makes a daemon run, now and after every boot. */
export function systemServiceStep(facts: Facts, { unit, after, otherwise }: SystemService): ApplicableStep {
  const step = { name: `${unit} runs`, after };
  if (facts.init === 'systemd') {
    return {
      ...step,
      check: (remote) =>
        remote
          .as('root')
          .test(sh`systemctl is-enabled --quiet ${unit} && systemctl is-active --quiet ${unit}`),
      // Its log has the reason why it did not start; the output of systemctl has not.
      apply: (remote) =>
        remote
          .as('root')
          .run(
            sh`systemctl enable --now ${unit} || { code=$?; journalctl --unit ${unit} --lines 15 --output cat --no-pager >&2; exit $code; }`,
            { title: `enable and start ${unit}` },
          ),
    };
  }
  if (facts.init === 'openrc') {
    return {
      ...step,
      check: (remote) =>
        remote.as('root').test(sh`rc-update show default | grep -qw ${unit} && rc-service ${unit} status`),
      apply: (remote) => remote.as('root').run(sh`rc-update add ${unit} default && rc-service ${unit} start`),
    };
  }
  return { ...step, ...(otherwise ?? bySysV(unit)) };
}

function bySysV(unit: string): Pick<ApplicableStep, 'check' | 'apply'> {
  return {
    check: (remote) => remote.as('root').test(sh`service ${unit} status`),
    apply: (remote) => remote.as('root').run(sh`service ${unit} start`, { title: `start ${unit}` }),
  };
}
