import type { Template } from '@fck/core';
import { iniValue } from './ini-value.js';
import { type ProgramSection, programSection } from './program-section.js';

/** The file of one program, which other plugins may change. */
export const programTemplate: Template<ProgramSection> = {
  about: 'The configuration file with which supervisord runs one instance of a service.',
  data: {
    program: "the program's name: `fck-<instance>`",
    service: 'the service: `kind`, `argv`, `cwd`, `env`, `user`, `endpoint`, `stopSignal`, `stopTimeout`',
    logFile: 'the file of its output',
  },
  render: programSection,
  missing: missingInProgram,
};

/** What is missing in the text of a program, but needed to run it, watch it or report it. */
export function missingInProgram(text: string, { program, logFile }: ProgramSection): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const needed = [`[program:${program}]`, `stdout_logfile=${iniValue(logFile, 'the log file')}`];
  // Without a user, it would run as root.
  const keys = ['command=', 'user='];
  return [
    ...needed.filter((line) => !lines.includes(line)),
    ...keys.filter((key) => !lines.some((line) => line.startsWith(key))),
  ].map((lacking) => `\`${lacking}\``);
}
