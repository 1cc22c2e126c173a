import { type LogReader, sh, type WantedLog } from '@fck/core';

/** Reads the log of an instance from its file. supervisord writes no times into it. */
export function fileReader(file: string, { lines, follow }: WantedLog): LogReader {
  const count = lines === undefined ? '+1' : String(lines);
  return {
    // -F continues after supervisord has rotated the file, and reports that on stderr.
    command: follow
      ? sh`exec tail -n ${count} -F -- ${file} 2>/dev/null`
      : sh`exec tail -n ${count} -- ${file}`,
    hasTimes: false,
    lineOf: (printed) => ({ at: undefined, text: printed }),
  };
}
