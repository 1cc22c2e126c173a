/** `<project>_<00001>_<commit>` */
export function buildName(project: string, number: number, commit: string): string {
  return `${project}_${String(number).padStart(5, '0')}_${commit}`;
}

/** The number in a build's name; undefined if this project has no such build name. */
export function buildNumber(project: string, name: string): number | undefined {
  const rest = name.startsWith(`${project}_`) ? name.slice(project.length + 1) : '';
  const digits = /^(\d{5,})_[0-9a-zA-Z]+$/.exec(rest)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
