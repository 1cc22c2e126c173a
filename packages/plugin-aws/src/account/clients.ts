import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { type Account, clientSettings, withRegion } from '@fck/aws-account';

/** The clients of one account. Each is loaded when it is first needed: loading one takes a fifth of a second. */
export class Clients {
  readonly account: Account;
  #ec2: Promise<EC2Client> | undefined;
  #elb: Promise<ElasticLoadBalancingV2Client> | undefined;
  #ssm: Promise<SSMClient> | undefined;
  #sts: Promise<STSClient> | undefined;

  constructor(account: Account) {
    this.account = account;
  }

  ec2(): Promise<EC2Client> {
    this.#ec2 ??= import('@aws-sdk/client-ec2').then(async ({ EC2Client }) =>
      withRegion(new EC2Client(await clientSettings(this.account))),
    );
    return this.#ec2;
  }

  elb(): Promise<ElasticLoadBalancingV2Client> {
    this.#elb ??= import('@aws-sdk/client-elastic-load-balancing-v2').then(
      async ({ ElasticLoadBalancingV2Client }) =>
        withRegion(new ElasticLoadBalancingV2Client(await clientSettings(this.account))),
    );
    return this.#elb;
  }

  ssm(): Promise<SSMClient> {
    this.#ssm ??= import('@aws-sdk/client-ssm').then(async ({ SSMClient }) =>
      withRegion(new SSMClient(await clientSettings(this.account))),
    );
    return this.#ssm;
  }

  sts(): Promise<STSClient> {
    this.#sts ??= import('@aws-sdk/client-sts').then(async ({ STSClient }) =>
      withRegion(new STSClient(await clientSettings(this.account))),
    );
    return this.#sts;
  }
}
