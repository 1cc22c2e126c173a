import { type Build, type Command, FILE_LIST, type Host, type HostContext, type Paths, sh } from '@fck/core';

/** What builds add to earlier ones. The source is asked once for all hosts with the same earlier build. */
export class Additions {
  readonly #asked = new Map<string, Promise<number>>();

  /**
   * Bytes of the files by which a build differs from an earlier one; infinite if the source does not have both.
   *
   * @param base a build of the receiving host
   */
  of(context: HostContext, source: Host, build: Build, base: Build): Promise<number> {
    const key = [source.name, build.name, build.checksum, base.name, base.checksum].join(' ');
    const asked = this.#asked.get(key) ?? this.#ask(context, source, build, base);
    this.#asked.set(key, asked);
    return asked;
  }

  async #ask(context: HostContext, source: Host, build: Build, base: Build): Promise<number> {
    const program = addedBytesProgram(context.paths, build, base);
    const { code, stdout } = await context.remoteOf(source).look(program);
    return code === 0 && stdout.trim() !== '' ? Number(stdout) : Number.POSITIVE_INFINITY;
  }
}

/** Prints how many bytes one build adds to another, by their lists of files; nothing if that is unknown. */
export function addedBytesProgram(paths: Paths, build: Build, base: Build): Command {
  const list = `${paths.build(build.name)}/${FILE_LIST}`;
  const baseList = `${paths.build(base.name)}/${FILE_LIST}`;
  return sh`
cd ${paths.build(build.name)} && echo ${`${base.checksum}  ${baseList}`} | sha256sum -c --status 2>/dev/null && ! grep -q '^\\' ${list} || exit 0
awk 'NR == FNR { has[$0]; next } !($0 in has) { print substr($0, 67) }' ${baseList} ${list} |
  tr '\n' '\0' | xargs -0 -r stat -c %s -- | awk '{ sum += $1 } END { printf "%.0f", sum }'`;
}
