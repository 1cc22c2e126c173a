/** Where an administrator's units are. */
export const UNITS = '/etc/systemd/system';
/** Folder of the environments, which only root may enter. */
export const ENVIRONMENTS = '/etc/fck/systemd';
/** Prefix of the names of our units: foreign units are never touched. */
const OURS = 'fck-';

/** The unit of an instance. */
export function unitOf(id: string): string {
  return `${OURS}${id}.service`;
}

/** The file of that unit. */
export function unitPath(id: string): string {
  return `${UNITS}/${unitOf(id)}`;
}

/** The file with the environment of an instance. */
export function environmentPath(id: string): string {
  return `${ENVIRONMENTS}/${id}.env`;
}

/** The common prefix of the units of all instances whose ids begin with a prefix. */
export function unitPrefix(prefix: string): string {
  return OURS + prefix;
}

/** The id of the instance that a unit runs. */
export function idOf(unit: string): string {
  return unit.slice(OURS.length, -'.service'.length);
}
