import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Environment } from '../api/environment.js';
import { secret } from '../command/secret.js';
import { messageOf, type Place } from '../errors/fck-error.js';
import { secretErrors } from '../errors/secret.js';
import { expandPath } from './expand-path.js';

/** The schema of `env_file:`: a path, or several. */
export function envFilesSchema() {
  const path = z.string().min(1);
  return z
    .union([path, z.array(path)], { error: 'expected the path of a file, or a list of paths' })
    .transform((given): readonly string[] => [given].flat());
}

/**
 * The variables in a file of lines `NAME=value`, as dotenv and `node --env-file` read it. All values are secret.
 *
 * @param directory folder of the configuration, to which the path is relative
 * @param where the file is named, for messages
 * @throws FckError `ENV_FILE_UNREADABLE`
 */
export function readEnvFile(path: string, directory: string, where: Place): Environment {
  const file = expandPath(path, directory);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw secretErrors.envFile(file, messageOf(thrown), where);
  }
  return Object.fromEntries(
    Object.entries(parseEnv(text)).map(([name, value]) => [name, secret(value ?? '')]),
  );
}
