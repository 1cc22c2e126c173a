import { randomBytes } from 'node:crypto';
import type { DjangoProject } from './django-project.js';

/** Where the generated secret key is, relative to the configuration. */
export const SECRET_KEY_FILE = '.fck/secret_key';

/** The folder that `collectstatic` fills, if the settings name none. */
export const STATIC_FOLDER = 'staticfiles';

/** Settings for the deployed site over those of the project, so that these need no edit. */
export function deployedSettings({
  settingsModule,
  hasBaseFolder,
  collectsStatic,
  staticFolder,
}: DjangoProject): string {
  const own = settingsModule.split('.').at(-1) ?? settingsModule;
  const source = settingsModule.includes('.') ? `.${own}` : own;
  const lines = [
    `"""The settings of the deployed site: those of ${own}, and what differs there."""`,
    '',
    'import os',
    '',
    `from ${source} import *  # noqa: F403`,
    '',
    'SECRET_KEY = os.environ["SECRET_KEY"]',
    'DEBUG = False',
    'ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")',
  ];
  if (hasBaseFolder && collectsStatic && staticFolder === undefined)
    lines.push(`STATIC_ROOT = os.path.join(BASE_DIR, "${STATIC_FOLDER}")  # noqa: F405`);
  return `${lines.join('\n')}\n`;
}

/** A secret key as long as those that Django makes. */
export function newSecretKey(): string {
  return `${randomBytes(48).toString('base64url')}\n`;
}
