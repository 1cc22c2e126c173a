import type { HostContext } from '@fck/core';

/** Where an administrator's units are. */
export const UNITS = '/etc/systemd/system';
/** Folder of environments and of the schedule before an activation. Only root may enter it. */
export const FOLDER = '/etc/fck/schedule';
/** Where systemd remembers when a timer last ran. */
export const STAMPS = '/var/lib/systemd/timers';

/** The project and the role that a schedule belongs to. */
export type Owner = Pick<HostContext, 'project' | 'role'>;

/** The common beginning of the names of a role's units: services of fck begin with `fck-`. */
export function prefixOf({ project, role }: Owner): string {
  return `fckjob-${project.name}.${role.name}.`;
}

/** The files of a job, and the names of its units. */
export function placesOf(owner: Owner, job: string) {
  const id = `${prefixOf(owner)}${job}`;
  return {
    service: `${id}.service`,
    timer: `${id}.timer`,
    servicePath: `${UNITS}/${id}.service`,
    timerPath: `${UNITS}/${id}.timer`,
    environmentPath: `${FOLDER}/${id}.env`,
  };
}

/** The folder with the schedule before an activation. */
export function beforePath(owner: Owner): string {
  return `${FOLDER}/${prefixOf(owner)}before`;
}
