/** Tools that write lock files, by the name of the file, in the order in which fck looks for them. */
const TOOLS = {
  'uv.lock': 'uv',
  'poetry.lock': 'poetry',
  'pdm.lock': 'pdm',
  'pylock.toml': 'pylock',
  'Pipfile.lock': 'pipenv',
} as const;

/** A tool that writes lock files; `pylock` is any that writes the standard's. */
export type LockTool = (typeof TOOLS)[keyof typeof TOOLS];

/** Names of the lock files that fck finds, in this order. */
export const LOCK_FILES = Object.keys(TOOLS) as readonly (keyof typeof TOOLS)[];

/** The tool of a lock file, by its name; undefined if no tool is known that writes such a file. */
export function lockToolOf(path: string): LockTool | undefined {
  const name = path.split('/').at(-1) ?? '';
  const known = LOCK_FILES.find((file) => file === name);
  if (known) return TOOLS[known];
  return /^pylock\.[^.]+\.toml$/.test(name) ? 'pylock' : undefined;
}
