import type { ToolRow } from '../../api/tool.js';
import { mappingOr } from './translation.js';

/**
 * Reads a definition of a tool: `{check: which convert, yum: yum -y install ImageMagick, apt: apt-get -y install
 * imagemagick}`. Only commands that do nothing but install packages are supported.
 *
 * @returns undefined if none of its commands is supported
 */
export function toolRowOf(definition: unknown): ToolRow | undefined {
  const written = mappingOr(definition);
  if (!written) return undefined;
  const packages = Object.fromEntries(
    [
      ['apt', packagesIn(written['apt'])],
      ['dnf', packagesIn(written['yum'])],
    ].filter(([, names]) => names !== undefined),
  );
  if (Object.keys(packages).length === 0) return undefined;
  return { about: "defined in fabcloudkit's files", ...checkIn(written['check']), packages };
}

/** `yum -y -d 1 -e 1 install a b`: options come before `install`, and among the packages those that begin with a hyphen. */
function packagesIn(command: unknown): readonly string[] | undefined {
  if (typeof command !== 'string') return undefined;
  const match = /^(?:sudo )?(?:yum|dnf|apt|apt-get|aptitude)(?: -\S+| \d+)* install((?: \S+)+)$/.exec(
    command.trim().replaceAll(/\s+/g, ' '),
  );
  const names = (match?.[1] ?? '').split(' ').filter((word) => word !== '' && !word.startsWith('-'));
  return names.length > 0 && names.every((name) => /^[A-Za-z0-9][A-Za-z0-9.+_:~-]*$/.test(name))
    ? names
    : undefined;
}

/** `which NAME`, `NAME --version`, `/usr/bin/NAME -V`: the program or file that must exist. */
function checkIn(command: unknown): Pick<ToolRow, 'program' | 'file'> {
  if (typeof command !== 'string') return {};
  const [, file, program] =
    /^(?:which |command -v )?(?:(\/[\w./+-]+)|([A-Za-z0-9][\w.+-]*))(?: -[\w-]+)*$/.exec(command.trim()) ??
    [];
  if (file !== undefined) return { file };
  return program === undefined || program === 'None' ? {} : { program };
}
