import type { EC2Client, EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { awsErrors } from '../errors.js';
import type { Account } from './account.js';

// The SDK would print which Node it will need some day, on every run. Which Node fck needs, fck says itself.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

type Credentials = NonNullable<EC2ClientConfig['credentials']>;

/** Milliseconds until a connection, and until an answer, is given up. The SDK would wait for ever. */
const CONNECT_WITHIN = 5_000;
const ANSWER_WITHIN = 20_000;
/** How often the SDK tries what may pass: throttling, a connection that broke, a server's error. */
const ATTEMPTS = 5;

/** The clients of one account. Each is loaded when it is first needed: loading one takes a fifth of a second. */
export class Clients {
  readonly account: Account;
  #ec2: Promise<EC2Client> | undefined;
  #elb: Promise<ElasticLoadBalancingV2Client> | undefined;
  #s3: Promise<S3Client> | undefined;
  #ssm: Promise<SSMClient> | undefined;
  #sts: Promise<STSClient> | undefined;

  constructor(account: Account) {
    this.account = account;
  }

  ec2(): Promise<EC2Client> {
    this.#ec2 ??= import('@aws-sdk/client-ec2').then(async ({ EC2Client }) =>
      withRegion(new EC2Client(await this.#settings())),
    );
    return this.#ec2;
  }

  elb(): Promise<ElasticLoadBalancingV2Client> {
    this.#elb ??= import('@aws-sdk/client-elastic-load-balancing-v2').then(
      async ({ ElasticLoadBalancingV2Client }) =>
        withRegion(new ElasticLoadBalancingV2Client(await this.#settings())),
    );
    return this.#elb;
  }

  s3(): Promise<S3Client> {
    this.#s3 ??= import('@aws-sdk/client-s3').then(async ({ S3Client }) =>
      withRegion(
        new S3Client({
          ...(await this.#settings()),
          // Stores that are like S3 answer below their own name only, and do not all know the newer checksums; in a URL
          // that is made beforehand, they would be those of nothing.
          forcePathStyle: this.account.endpoint !== undefined,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
      ),
    );
    return this.#s3;
  }

  ssm(): Promise<SSMClient> {
    this.#ssm ??= import('@aws-sdk/client-ssm').then(async ({ SSMClient }) =>
      withRegion(new SSMClient(await this.#settings())),
    );
    return this.#ssm;
  }

  sts(): Promise<STSClient> {
    this.#sts ??= import('@aws-sdk/client-sts').then(async ({ STSClient }) =>
      withRegion(new STSClient(await this.#settings())),
    );
    return this.#sts;
  }

  async #settings() {
    const { NodeHttpHandler } = await import('@smithy/node-http-handler');
    const { region, endpoint } = this.account;
    return {
      maxAttempts: ATTEMPTS,
      requestHandler: new NodeHttpHandler({
        connectionTimeout: CONNECT_WITHIN,
        requestTimeout: ANSWER_WITHIN,
        throwOnRequestTimeout: true,
      }),
      credentials: await credentialsOf(this.account),
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  }
}

/** @throws FckError `AWS_NO_REGION`; the SDK would say so at the first call, in words of its own */
async function withRegion<T extends { config: { region(): Promise<string> } }>(client: T): Promise<T> {
  await client.config.region().catch(() => {
    throw awsErrors.noRegion();
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
