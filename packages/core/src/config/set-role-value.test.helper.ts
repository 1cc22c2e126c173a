import type { FckContainer } from '../fck.js';

/** Changes the value of a role's section between two runs, as another configuration would; undefined removes it. */
export function setRoleValue(fck: FckContainer, role: string, path: string, value: unknown): void {
  const changed = (values: ReadonlyMap<string, unknown>) =>
    new Map([...new Map([...values, [path, value]])].filter(([, given]) => given !== undefined));
  fck.project = {
    ...fck.project,
    roles: fck.project.roles.map((found) =>
      found.name === role ? { ...found, values: changed(found.values) } : found,
    ),
  };
}
