import { type Project, Secret } from '@fck/core';
import { type AccountSettings, accountSettings } from './account-settings.js';

/** Where the ancestor's files, which name no region, made their instances. */
const ANCESTORS_REGION = 'us-east-1';

/** Whose instances, and where: what all clients of one role are made with. */
export interface Account {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly assumeRole: string | undefined;
  readonly endpoint: string | undefined;
  readonly keys: { readonly id: string; readonly secret: string } | undefined;
}

/** The account of a role or a bucket: its own settings before those of the project, and these before the environment. */
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

/** The account as an instance sees that works on itself: by its own profile, whatever other machines use. */
export function seenFromInstance(account: Account): Account {
  return { ...account, profile: undefined, assumeRole: undefined, keys: undefined };
}

/** Tells accounts apart, so that roles of one account share their clients. Holds no secret. */
export function accountKey({ region, profile, assumeRole, endpoint, keys }: Account): string {
  return JSON.stringify([region, profile, assumeRole, endpoint, keys?.id]);
}

function secretAt({ values }: Project, key: string): string | undefined {
  const value = values.get(key);
  return value instanceof Secret ? value.reveal() : undefined;
}

/** The SDK knows only the first; users expect both. A variable that is empty is none. */
function regionFrom(env: NodeJS.ProcessEnv): string | undefined {
  return env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined;
}

/** Whether the configuration is a context file of the ancestor's, whatever its name is. */
function isAncestors(project: Project): boolean {
  return project.document.isTranslated === true;
}
