const { sh } = require('@fck/core');

/**
 * Where a host keeps the greeting.
 *
 * @param {import('@fck/core').Paths} paths
 */
function greetingFile(paths) {
  return `${paths.project}/greeting/text`;
}

/**
 * Declares that the host has the greeting. fck checks that, and applies the step only where the check fails.
 *
 * @param {import('@fck/core').ProvisionContext} context
 * @param {string} text
 */
function declareGreeting({ declare, paths }, text) {
  const file = greetingFile(paths);
  const content = `${text}\n`;
  declare({
    name: 'the greeting is there',
    check: async (remote) => (await remote.read(file)) === content,
    apply: async (remote) => {
      await remote.run(sh`mkdir -p ${paths.project}/greeting`);
      await remote.write(file, content);
    },
  });
}

module.exports = { declareGreeting, greetingFile };
