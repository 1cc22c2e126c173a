import { Secret } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { awsRole, awsSecret } from './sections.js';

describe('aws_key and aws_secret', () => {
  it('are never printed', () => {
    const key = awsSecret.parse('AKIAEXAMPLE');
    expect(JSON.stringify({ key })).toBe('{"key":"***"}');
    expect(key.reveal()).toBe('AKIAEXAMPLE');
    expect(awsSecret.parse(new Secret('x')).reveal()).toBe('x');
  });

  it('are not empty', () => {
    expect(awsSecret.safeParse('').success).toBe(false);
  });
});

describe('aws:', () => {
  const ancestors = {
    ami_id: 'ami-1624987f',
    key_name: 'main',
    security_groups: ['default'],
    instance_type: 't1.micro',
  };

  it("takes the ancestor's section as it is", () => {
    expect(awsRole.parse(ancestors)).toMatchObject({ ...ancestors, instance_type: ['t1.micro'], count: 1 });
  });

  it('demands metadata by token, unless it is said otherwise', () => {
    expect(awsRole.parse(ancestors).metadata).toEqual({ tokens: 'required', hop_limit: 1 });
  });

  it.each([
    { ami_id: 'i-123' },
    { ami_id: undefined },
    { ami: { ssm: '/x' } },
    { instance_type: 'micro' },
    { instance_type: [] },
    { region: 'Frankfurt' },
    { count: -1 },
    { key: 'x' },
    { tags: { 'fck:role': 'other' } },
    { tags: { 'aws:x': 'y' } },
  ])('refuses %o', (wrong) => {
    expect(awsRole.safeParse({ ...ancestors, ...wrong }).success).toBe(false);
  });
});
