import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIONS, instancePolicyFor, policyFor } from './policy.js';

describe('policyFor', () => {
  it('is what the guide shows', () => {
    const guide = readFileSync(new URL('../../../../docs/aws.md', import.meta.url), 'utf8');
    const [, shown = ''] = /## The policy[\s\S]*?```json\n([\s\S]*?)```/.exec(guide) ?? [];
    expect(JSON.parse(shown)).toEqual(policyFor('shop', ['web']));
  });

  it('allows what builds through a bucket need, in their part of it', () => {
    const [list, keep] = policyFor('shop', [], { bucket: 'releases', prefix: 'fck/' }).Statement.slice(-2);
    expect(list).toMatchObject({ Condition: { StringLike: { 's3:prefix': 'fck/shop/*' } } });
    expect(keep).toMatchObject({ Resource: 'arn:aws:s3:::releases/fck/shop/*' });
  });

  it('lets instances that bring themselves up read their part of the bucket, and nothing else', () => {
    const guide = readFileSync(new URL('../../../../docs/aws.md', import.meta.url), 'utf8');
    const [, shown = ''] = /## Auto Scaling groups[\s\S]*?```json\n([\s\S]*?)```/.exec(guide) ?? [];
    const policy = instancePolicyFor('shop', { bucket: 'shop-releases', prefix: '' });
    expect(JSON.parse(shown)).toEqual(policy);
    expect(policy.Statement.flatMap(({ Action }) => Action)).toEqual(['s3:ListBucket', 's3:GetObject']);
  });

  it('allows every action that fck uses', () => {
    const allowed = policyFor('shop', ['web']).Statement.flatMap(({ Action }) => Action);
    const covers = (action: string) =>
      allowed.some((name) => (name.endsWith('*') ? action.startsWith(name.slice(0, -1)) : name === action));
    expect(ACTIONS.map(({ action }) => action).filter((action) => !covers(action))).toEqual([]);
  });

  it('changes nothing but what carries the tag of the project', () => {
    const looks =
      /^(ec2:Describe\*|ec2:GetConsoleOutput|ssm:GetParameter|sts:GetCallerIdentity|ec2:ImportKeyPair|elasticloadbalancing:Describe\*)$/;
    for (const { Action, Sid, ...statement } of policyFor('shop', ['web']).Statement) {
      if (Action.every((action) => looks.test(action)) || Sid === 'MakeFrom') continue;
      if (Sid === 'TargetGroups') expect(statement.Resource).not.toContain('*');
      else expect(statement, Sid).toHaveProperty('Condition');
    }
  });

  it('allows what target groups need for those that roles name, and not at all without them', () => {
    const arn = 'arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/api/6d0ecf831eec9f09';
    const { Statement } = policyFor('shop', ['web', arn]);
    expect(Statement.find(({ Sid }) => Sid === 'TargetGroups')?.Resource).toEqual([
      'arn:aws:elasticloadbalancing:*:*:targetgroup/web/*',
      arn,
    ]);
    expect(JSON.stringify(policyFor('shop', []))).not.toContain('elasticloadbalancing');
  });
});
