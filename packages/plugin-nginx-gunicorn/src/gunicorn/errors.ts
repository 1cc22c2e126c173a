import { errorKind, nearestTo } from '@fck/core';

/** The errors of describing a gunicorn service. */
export const gunicornErrors = {
  missing: errorKind(
    'GUNICORN_MISSING',
    'gunicorn is to serve a build that does not contain gunicorn.',
    (build: string, script: string) => ({
      message: `The build ${build} has no program "${script}" in its bin folder.`,
      hint: /^gunicorn_(django|paster)$/.test(script)
        ? `gunicorn has no program "${script}" any more. Write \`script: gunicorn\` below activate.gunicorn and name the WSGI application: \`app_module: PROJECT.wsgi:application\`. It must be among the project's dependencies.`
        : script === 'gunicorn'
          ? "Add gunicorn to the project's dependencies (pyproject.toml, setup.py or requirements.txt) and build again."
          : `Correct activate.gunicorn.script, or add the package that provides "${script}" to the project's dependencies and build again.`,
    }),
  ),
  broken: errorKind(
    'GUNICORN_BROKEN',
    "A build's gunicorn cannot even print its options. The end of its output is shown.",
    (program: string, output: string) => ({
      message: `${program} --help fails.`,
      hint: 'Run it on the host to see why; a build made for another Python version or another system is the usual cause.',
      detail: output,
    }),
  ),
  unknownOption: errorKind(
    'GUNICORN_OPTION',
    "An option below activate.gunicorn.options is not one of the build's gunicorn, or needs another kind of value.",
    (name: string, known: readonly string[]) => {
      const near = nearestTo(name, known).map((option) => `"${option}"`);
      return {
        message: `The gunicorn of this build has no option "${name}".`,
        hint: `${near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''}Correct activate.gunicorn.options; \`gunicorn --help\` lists its options.`,
      };
    },
  ),
  optionValue: errorKind(
    'GUNICORN_OPTION',
    "An option below activate.gunicorn.options is not one of the build's gunicorn, or needs another kind of value.",
    (name: string, what: string) => ({
      message: `The gunicorn option "${name}" ${what}.`,
      hint: 'Correct activate.gunicorn.options.',
    }),
  ),
  noEndpoint: errorKind(
    'GUNICORN_ENDPOINT',
    'gunicorn got no address to listen on. That is an error in fck.',
    () => ({ message: 'gunicorn got no address to listen on.', hint: 'Please report this.' }),
  ),
};
