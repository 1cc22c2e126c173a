import { hasLists, translateLists } from './list-form.js';
import { mappingOr, type Path, Translation } from './translation.js';

/** The context of a role file: its repositories and keys. */
export interface RoleSurroundings {
  /** Whether the context is a file of fabcloudkit. */
  readonly ancestors: boolean;
  /** The context file's data. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Whether a role file is one of fabcloudkit. Only fabcloudkit has the list form. */
export function isRoleFile(data: unknown, { ancestors }: RoleSurroundings): boolean {
  const keys = mappingOr(data);
  return keys !== undefined && (ancestors || hasLists(keys));
}

/**
 * Translates a role file of fabcloudkit: its mapping form (until 0.20), its list form (since 0.21), and mixtures of
 * both.
 */
export function translateRole(
  written: Readonly<Record<string, unknown>>,
  { context }: RoleSurroundings,
): Translation {
  const translation = new Translation(written);
  translateLists(translation, context);
  // In the list form it is beside the lists, since it is no command.
  if (translation.has(['allow_access'])) translation.move(['allow_access'], ['provision', 'allow_access']);
  translateTools(translation);
  translateBuild(translation);
  translateActivation(translation);
  return translation;
}

function translateTools(translation: Translation): void {
  const tools = translation.at(['provision', 'tools']);
  if (!Array.isArray(tools)) return;
  const mysql = tools.indexOf('mysql');
  if (mysql >= 0)
    translation.note(
      ['provision', 'tools', mysql],
      '`mysql` installs the client. On Debian and Ubuntu fabcloudkit installed the server: if the role needs one, add `package:default-mysql-server`.',
    );
}

function translateBuild(translation: Translation): void {
  drop(
    translation,
    ['build', 'copy_from', 'delete_tar'],
    '`delete_tar` is not needed: builds are copied without a tarball.',
  );
  drop(
    translation,
    ['build', 'plan', 'unittest'],
    '`unittest` is ignored, as it was by fabcloudkit. fck runs the unit tests that it finds; `tests: {command: …}` says how, and `tests: false` that none are run.',
  );
}

function translateActivation(translation: Translation): void {
  if (!mappingOr(translation.at(['activate']))) return;
  drop(
    translation,
    ['activate', 'name'],
    '`name` is not needed: fck names services by the project and the role. Two services on one host are two roles.',
  );
  translateGunicorn(translation);
  translateNginx(translation);
  if (translation.has(['activate', 'http_test_path']))
    translation.note(
      ['activate', 'http_test_path'],
      'This path must answer with 200 to 399. fabcloudkit also took 400 to 499 for healthy: if it needs a login, give another path.',
    );
}

function translateGunicorn(translation: Translation): void {
  const testPath = ['activate', 'gunicorn', 'http_test_path'];
  if (translation.has(testPath)) {
    const first = ['activate', 'http_test_path'];
    if (translation.has(first)) translation.remove(testPath);
    else {
      translation.note(testPath, '`gunicorn: http_test_path` is read as `activate: http_test_path:`.');
      translation.move(testPath, first);
    }
  }
  drop(
    translation,
    ['activate', 'gunicorn', 'options', 'bind'],
    '`bind` is ignored, as it was by fabcloudkit: every activation listens at a place of its own.',
  );
}

/** Keeps what nginx did for a site of fabcloudkit. */
function translateNginx(translation: Translation): void {
  const nginx = ['activate', 'nginx'];
  const section = translation.at(nginx) ?? {};
  if (!mappingOr(section)) return;
  const preset = { body_size: '10m', timeouts: { read: 90, send: 90, connect: 90 } };
  for (const [key, value] of Object.entries(preset))
    if (!translation.has([...nginx, key]))
      translation.put([...nginx, key], value, translation.originOf(nginx));
  const names = [...nginx, 'server_names'];
  const written = translation.at(names);
  // `server_names: '""'` meant none.
  if (typeof written === 'string' && /^\s*(["']\s*["'])?\s*$/.test(written)) translation.remove(names);
}

/** Removes a key that has no meaning any more. */
function drop(translation: Translation, path: Path, why: string): void {
  if (!translation.has(path)) return;
  translation.note(path, why);
  translation.remove(path);
}
