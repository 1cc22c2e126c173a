import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Account } from './account.js';
import { accountErrors } from './errors.js';

// Otherwise the SDK announces on every run which Node it will need some day. fck checks its own requirement.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

type Credentials = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['masterCredentials']>;

/** Time limits in milliseconds for a connection and an answer. The SDK has none. */
const CONNECT_WITHIN = 5_000;
const ANSWER_WITHIN = 20_000;
/** How often the SDK attempts a call after a transient failure: throttling, a broken connection, a server error. */
const ATTEMPTS = 5;

/** The settings of every client of an account. */
export async function clientSettings(account: Account) {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const { region, endpoint } = account;
  return {
    maxAttempts: ATTEMPTS,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_WITHIN,
      requestTimeout: ANSWER_WITHIN,
      throwOnRequestTimeout: true,
    }),
    credentials: await credentialsOf(account),
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** A client whose region is known.
 *
 * @throws FckError `AWS_NO_REGION`; the SDK would say so at the first call, in words of its own */
export async function withRegion<T extends { config: { region(): Promise<string> } }>(client: T): Promise<T> {
  await client.config.region().catch(() => {
    throw accountErrors.noRegion();
  });
  return client;
}

/** Environment, profiles, SSO, web identity, containers and the instance's own role, in the order of the AWS tools. */
async function credentialsOf({ keys, profile, assumeRole, region }: Account): Promise<Credentials> {
  const providers = await import('@aws-sdk/credential-providers');
  const own: Credentials = keys
    ? { accessKeyId: keys.id, secretAccessKey: keys.secret }
    : providers.fromNodeProviderChain(profile === undefined ? {} : { profile });
  if (assumeRole === undefined) return own;
  return providers.fromTemporaryCredentials({
    masterCredentials: own,
    params: { RoleArn: assumeRole, RoleSessionName: 'fck' },
    ...(region === undefined ? {} : { clientConfig: { region } }),
  });
}
