import { accountErrors, call } from '@fck/aws-account';
import { type CliCommand, type CommandResult, command, type Fck } from '@fck/core';
import type { Clients } from '../account/clients.js';
import type { AwsRoleOf, Fleet } from '../fleet.js';
import { bucketSettingsOf } from '../permissions/bucket-settings.js';
import { ACTIONS, instancePolicyFor, policyFor } from '../permissions/policy.js';
import { mayDo } from '../permissions/probe.js';
import { type Denial, deniedInBucket } from '../permissions/probe-bucket.js';
import { chosenRoles } from './chosen.js';

/** `fck ec2 doctor [--policy]` */
export function doctorCommand(fleet: Fleet): CliCommand {
  return command({
    about: 'which account, region and permissions are in force, and what is missing',
    options: {
      policy: { about: 'print a minimal policy for IAM, and ask nothing', kind: 'boolean' },
      'instance-policy': {
        about: 'print one for the profile of instances that bring themselves up, and ask nothing',
        kind: 'boolean',
      },
    },
    async run({ selection, options }) {
      const { project } = fleet.fck;
      if (options['instance-policy']) {
        const settings = bucketSettingsOf(project);
        if (!settings) throw accountErrors.noBucket();
        return printed(instancePolicyFor(project.name, settings));
      }
      if (options.policy) {
        const groups = fleet.roles().flatMap(({ settings }) => settings.target_groups);
        return printed(policyFor(project.name, [...new Set(groups)], bucketSettingsOf(project)));
      }
      const roles = chosenRoles(fleet, selection.roles);
      const accounts = await Promise.all(
        [...new Set(roles.map((of) => of.clients))].map((clients) =>
          examine(
            clients,
            roles.filter((of) => of.clients === clients),
          ),
        ),
      );
      const buckets = await examineBucket(fleet.fck);
      return {
        document: [...accounts, ...buckets],
        table: {
          columns: ['roles', 'account', 'as', 'region', 'missing'],
          rows: [
            ...accounts.map(({ roles: names, account, arn, region, missing }) => [
              names.join(', '),
              account,
              arn,
              region,
              namesOf(missing),
            ]),
            ...buckets.map(({ bucket, missing }) => [bucket, '', '', '', namesOf(missing)]),
          ],
        },
        text: [...accounts, ...buckets].some(({ missing }) => missing.length > 0)
          ? '`fck ec2 doctor --policy` prints a policy that allows what is missing.'
          : undefined,
      };
    },
  });
}

function namesOf(missing: readonly Denial[]): string {
  return missing.length === 0 ? 'nothing' : missing.map(({ action }) => action).join(', ');
}

/** The bucket that builds are copied through, if the project has one. */
async function examineBucket({ project, objectStores }: Fck) {
  if (!bucketSettingsOf(project)) return [];
  const bucket = await objectStores.get('s3').bucketOf(project);
  return [{ bucket: bucket.name, missing: await deniedInBucket(bucket, project.name) }];
}

function printed(policy: object): CommandResult {
  return { document: policy, text: JSON.stringify(policy, null, 2) };
}

async function examine(clients: Clients, roles: readonly AwsRoleOf[]) {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const sts = await clients.sts();
  const identity = await call(clients.account, 'sts:GetCallerIdentity', () =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  const verdicts = await Promise.all(
    ACTIONS.flatMap(({ action, why, usedBy }) => {
      const users = roles.map(({ settings }) => settings).filter((role) => usedBy?.(role) ?? true);
      if (users.length === 0) return [];
      return mayDo(clients, action, users).then((allowed) => ({ action, why, allowed }));
    }),
  );
  return {
    roles: roles.map(({ role }) => role.name),
    account: identity.Account ?? '',
    arn: identity.Arn ?? '',
    region: (await (await clients.ec2()).config.region()) ?? '',
    endpoint: clients.account.endpoint,
    missing: verdicts.filter(({ allowed }) => allowed === false).map(({ action, why }) => ({ action, why })),
  };
}
