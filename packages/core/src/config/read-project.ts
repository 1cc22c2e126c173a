import { basename, join } from 'node:path';
import type { ConfigDocument } from '../api/config-document.js';
import type { ConfigNote, Project } from '../api/project.js';
import type { Role } from '../api/role.js';
import type { Sectioned } from '../api/section.js';
import type { Redactor } from '../command/redact.js';
import { type ConfigProblem, configProblems } from '../errors/config.js';
import type { Registries } from '../registry/registries.js';
import type { AllCoreSections } from './core-sections.js';
import type { LoadedDocument } from './document.js';
import { expandPath } from './expand-path.js';
import { hideSecrets, secretsIn } from './hide-secrets.js';
import { keyElsewhere, knownKeys } from './known-keys.js';
import { layOut } from './lay-out.js';
import type { LoadedConfig } from './load.js';
import { findRoles, readRole } from './read-role.js';
import { validateMapping } from './validate.js';

/**
 * Makes a project from a loaded configuration: the plugin that registered a key checks its value, and all problems are
 * reported at once.
 *
 * @param complete is called with the configuration and its roles before any key is checked: it may register further
 * keys
 * @throws FckError `CONFIG_INVALID`, `CONFIG_MISSING_ENV`
 */
export async function readProject(
  registries: Registries,
  redactor: Redactor,
  loaded: LoadedConfig,
  sections: AllCoreSections,
  env: NodeJS.ProcessEnv,
  complete: (documents: readonly ConfigDocument[]) => Promise<void>,
): Promise<Project> {
  const problems: ConfigProblem[] = [];
  const report = (problem: ConfigProblem) => problems.push(problem);
  const { document, directory } = loaded;
  const ofRoles: ConfigProblem[] = [];
  const roleDocuments = await findRoles(loaded, env, (problem) => ofRoles.push(problem));
  const documents = [document, ...roleDocuments.map((found) => found.document)];
  await complete(documents);
  const values = await validateMapping(
    document.value,
    {
      path: [],
      document,
      known: knownKeys(registries, 'project'),
      inner: ['plugins', 'roles', 'tasks'],
      elsewhere: keyElsewhere(registries, 'project'),
      waiting: registries.catalogue.waitingKeys('project'),
      what: `The configuration ${basename(document.file)}`,
    },
    report,
  );
  const of = <T>(section: { of(owner: Sectioned): T | undefined }) => section.of({ values });
  const name = of(sections.name);
  if ((document.value['name'] ?? undefined) === undefined)
    report({
      message: 'The configuration has no `name`.',
      hint: 'Add one: it begins the name of every build.',
      where: document.placeOf(['name']),
    });
  const keyFilename = of(sections.keyFilename);
  for (const problem of [...ofRoles, ...documents.flatMap(translationProblems)]) report(problem);
  for (const { document: ofRole } of roleDocuments) hideSecrets(redactor, ofRole);
  const defaults = {
    user: of(sections.projectUser),
    ssh: of(sections.projectSsh),
    keyFile: keyFilename === undefined ? undefined : expandPath(keyFilename, directory),
    sudoPassword: of(sections.sudoPassword),
    directory,
  };
  const roles: Role[] = [];
  for (const roleDocument of roleDocuments) {
    const role = await readRole(registries, roleDocument, sections, defaults, report);
    if (role && roles.some((other) => other.name === role.name)) {
      report({
        message: `There are two roles named "${role.name}".`,
        where: roleDocument.document.placeOf(['name']),
        hint: 'Give one of them another name.',
      });
    } else if (role) roles.push(role);
  }
  const project: Project = {
    name: name ?? '',
    directory,
    stateDirectory: join(directory, '.fck'),
    paths: layOut({
      name: name ?? '',
      root: of(sections.root) ?? '/opt/www',
      buildsDir: of(sections.buildsDir) ?? 'builds',
      reposDir: of(sections.reposDir) ?? 'repos',
    }),
    roles,
    notes: documents.flatMap(translationNotes),
    keyFile: defaults.keyFile,
    sudoPassword: defaults.sudoPassword,
    parallel: of(sections.parallel) ?? 20,
    keepBuilds: of(sections.keepBuilds) ?? 5,
    document,
    values,
  };
  for (const owner of [project, ...roles]) for (const found of secretsIn(owner.values)) redactor.add(found);
  if (problems.length > 0) throw configProblems(problems);
  return project;
}

function translationProblems({ translation, placeOf }: LoadedDocument): ConfigProblem[] {
  return (translation?.problems ?? []).map(({ path, ...problem }) => ({ ...problem, where: placeOf(path) }));
}

/** In the order of the file. */
function translationNotes({ translation, placeOf }: LoadedDocument): ConfigNote[] {
  return (translation?.notes ?? [])
    .map(({ level, text, path }) => ({ level, text, where: placeOf(path) }))
    .sort((a, b) => (a.where.line ?? 0) - (b.where.line ?? 0));
}
