import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with a shell command before it is sent. */
export const commandErrors = {
  secret: errorKind(
    'COMMAND_SECRET',
    'A secret was interpolated into a shell command. Command lines can be read by every user of a host, so `sh` refuses it.',
    () => ({
      message: 'A secret was put into a shell command, where every user of the host could read it.',
      hint: 'Give it to run() as `input` or `env`, or write() it to a file with mode 0o600.',
    }),
  ),
  value: errorKind(
    'COMMAND_VALUE',
    'A value was interpolated into a shell command and cannot be made a shell word: undefined, an object, or a text with a NUL byte.',
    (what: string) => ({
      message: `A shell command cannot hold ${what}.`,
      hint: 'Interpolate strings, numbers, arrays of these, or other commands.',
    }),
  ),
  shape: errorKind(
    'COMMAND_SHAPE',
    'A method of a remote, or `sh` itself, was given a plain text where a command is needed. Commands are made with the tag `sh`, which quotes the values in them.',
    (what: string, where?: Place) => ({
      message: `A command is needed, made with sh\`…\`; this is ${what}.`,
      hint: 'Write sh and the command between backticks, without parentheses: remote.run(sh`uptime`). For a command line that a user wrote: userCommand(text).',
      where,
    }),
  ),
  placeholder: errorKind(
    'COMMAND_PLACEHOLDER',
    'A template of `sh` has a placeholder where the shell would read the value as syntax: in quotes, in a here-document, in a comment or the like. `sh` quotes each value itself, and those quotes mean nothing there.',
    (place: string, line: string, instead: string, where?: Place) => ({
      message: `A command has a placeholder ${place}, where the shell would read the value as syntax.`,
      detail: line,
      hint: instead,
      where,
    }),
  ),
  unclosed: errorKind(
    'COMMAND_UNCLOSED',
    'The text of a template of `sh` leaves quotes, a substitution or a here-document open. Any command that follows it would become part of it.',
    (what: string, line: string, where?: Place) => ({
      message: `A command leaves ${what} open.`,
      detail: line,
      hint: 'Close it in the same template: each template of sh is parsed by itself.',
      where,
    }),
  ),
};
