import { basename } from 'node:path';
import { isInCatalogue } from '../../catalogue/tool-rows.js';
import { CONTEXT_FILE } from './is-context-file.js';
import { toolRowOf } from './tool-definitions.js';
import { mappingOr, Translation } from './translation.js';

/** Keys of fabcloudkit's own configuration file that have no successor, and why none is needed. */
const withoutSuccessor: Readonly<Record<string, string>> = {
  supervisord_include_conf:
    "fck writes programs where the host's supervisord includes them from. For a supervisord.conf at another place, give its path to the plugin: `plugins: [[supervisor, {config: /path}], …]`.",
  nginx_conf: "fck leaves nginx.conf as the system's package brings it.",
  nginx_include_conf: 'fck writes sites to /etc/nginx/conf.d, where the nginx of every system reads them.',
  fck_role: 'fck finds instances by tags of its own, such as `fck:role`.',
  fck_last_good_build: 'fck records on each host which builds are good.',
  fck_active_build: 'fck tags instances with `fck:active-build`.',
  fck_machine_key: 'fck names the key pairs of hosts itself.',
};

/**
 * Translates a context file, which may also have the keys of fabcloudkit's own configuration file (`fabcloudkit.yaml`),
 * such as `deploy_root` and definitions of tools.
 */
export function translateContext(file: string, written: Readonly<Record<string, unknown>>): Translation {
  const translation = new Translation(written);
  if (basename(file) !== CONTEXT_FILE)
    translation.note(
      [],
      `${basename(file)} is read as a context file of fabcloudkit's, in YAML 1.1 (\`yes\` is true, 0777 is octal), because it has \`aws_key\`, \`aws_secret\`, \`key_filename\` and role files. If it is not one, write \`%YAML 1.2\` and \`---\` at its top.`,
    );
  translateSettings(translation);
  translateRepos(translation);
  translateTools(translation);
  return translation;
}

function translateSettings(translation: Translation): void {
  if (translation.has(['deploy_root'])) {
    translation.note(['deploy_root'], '`deploy_root` is called `root` now.');
    translation.move(['deploy_root'], ['root']);
  }
  for (const [key, why] of Object.entries(withoutSuccessor)) {
    if (!translation.has([key])) continue;
    translation.warn([key], `\`${key}\` is ignored: ${why}`);
    translation.remove([key]);
  }
}

function translateRepos(translation: Translation): void {
  for (const [name, repo] of Object.entries(mappingOr(translation.at(['repos'])) ?? {})) {
    if (!mappingOr(repo)) continue;
    const dir = ['repos', name, 'dir'];
    // fabcloudkit derived the name from the url then.
    if (translation.has(dir) && !translation.at(dir)) translation.remove(dir);
    const packageName = ['repos', name, 'package_name'];
    if (!translation.has(packageName)) continue;
    translation.note(
      packageName,
      '`package_name` is not needed: fck installs the package that the repository builds, whatever its name is.',
    );
    translation.remove(packageName);
  }
}

/** `tools:` of fabcloudkit.yaml: shell commands for yum and apt, which name the packages. */
function translateTools(translation: Translation): void {
  const tools = mappingOr(translation.at(['tools']));
  if (!tools) return;
  const inCatalogue = Object.keys(tools).filter(isInCatalogue);
  if (inCatalogue.length > 0)
    translation.note(
      ['tools'],
      `The definitions of ${inCatalogue.join(', ')} are not needed: fck has these tools in its own catalogue (\`fck tools\`).`,
    );
  for (const [name, definition] of Object.entries(tools)) {
    if (isInCatalogue(name)) continue;
    const row = toolRowOf(definition);
    if (row) {
      translation.tools.set(name, row);
      translation.note(
        ['tools', name],
        `The tool "${name}" means these packages: ${packagesInWords(row.packages)}.`,
      );
    } else
      translation.warn(
        ['tools', name],
        `The definition of "${name}" is ignored: fck runs no commands to install tools, and this one does not only say \`yum install PACKAGE\` or \`apt-get install PACKAGE\`. Name packages in \`provision: tools:\` (\`package:NAME\`), or write a plugin (\`fck plugin create\`).`,
      );
  }
  translation.remove(['tools']);
}

function packagesInWords(packages: Readonly<Record<string, readonly string[]>> = {}): string {
  return Object.entries(packages)
    .map(([manager, names]) => `${names.join(' ')} (${manager})`)
    .join(', ');
}
