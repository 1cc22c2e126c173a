import { type Project, Secret } from '@fck/core';
import { type AccountSettings, accountSettings } from './account-settings.js';

/** The region of instances of the ancestor, whose files name none. */
const ANCESTORS_REGION = 'us-east-1';

/** An account and a region, from which all clients of one role are made. */
export interface Account {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly assumeRole: string | undefined;
  readonly endpoint: string | undefined;
  readonly keys: { readonly id: string; readonly secret: string } | undefined;
}

/** The account of a role or a bucket: its own settings override those of the project, and these override the environment. */
export function accountOf(project: Project, own: AccountSettings): Account {
  const { env } = process;
  const shared = accountSettings.safeParse(project.values.get('aws')).data;
  const id = secretAt(project, 'aws_key');
  const secret = secretAt(project, 'aws_secret');
  const profile = own.profile ?? shared?.profile;
  const fallback = isAncestors(project) && profile === undefined ? ANCESTORS_REGION : undefined;
  return {
    region: own.region ?? shared?.region ?? regionFrom(env) ?? fallback,
    profile,
    assumeRole: own.assume_role ?? shared?.assume_role,
    endpoint: own.endpoint_url ?? shared?.endpoint_url,
    keys: id !== undefined && secret !== undefined && profile === undefined ? { id, secret } : undefined,
  };
}

/** The account for an instance that works on itself: it uses its own profile, whatever other machines use. */
export function seenFromInstance(account: Account): Account {
  return { ...account, profile: undefined, assumeRole: undefined, keys: undefined };
}

/** Identifies an account, so that its roles share their clients. Contains no secret. */
export function accountKey({ region, profile, assumeRole, endpoint, keys }: Account): string {
  return JSON.stringify([region, profile, assumeRole, endpoint, keys?.id]);
}

function secretAt({ values }: Project, key: string): string | undefined {
  const value = values.get(key);
  return value instanceof Secret ? value.reveal() : undefined;
}

/** The SDK knows only the first variable; users expect both. An empty variable counts as unset. */
function regionFrom(env: NodeJS.ProcessEnv): string | undefined {
  return env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined;
}

/** Whether the configuration is a context file of the ancestor's, whatever its name is. */
function isAncestors(project: Project): boolean {
  return project.document.isTranslated === true;
}
