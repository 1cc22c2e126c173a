import { errorKind } from '@fck/core';

/** What can go wrong when a command makes or serves a build, beside commands that fail. */
export const commandErrors = {
  noArtifact: errorKind(
    'ARTIFACT_MISSING',
    'The command of a build ended well, but did not make what `build: artifact:` names.',
    (paths: readonly string[], host: string, present: readonly string[]) => ({
      message: `The command made no ${paths.map((path) => `"${path}"`).join(' and no ')} on ${host}: there is no build.`,
      hint: `Correct \`build: artifact:\`, or the command.${present.length > 0 ? ` In the repository there are now: ${present.join(', ')}.` : ''}`,
      host,
    }),
  ),
  noEndpoint: errorKind(
    'COMMAND_ENDPOINT',
    'A process manager or another plugin described a service without an address to listen on.',
    () => ({
      message: 'The service "command" was given no port to listen on.',
      hint: 'This is a fault of the plugin that started it, not of your configuration.',
    }),
  ),
};
