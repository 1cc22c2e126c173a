import { fakeRole } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { requireBootable } from './require-bootable.js';

const copied = { 'build.copy_from': { role: 'builder', via: 's3' } };
const served = { 'activate.nginx': {} };

describe('requireBootable', () => {
  it('gives the user of a role that copies via S3 and serves', () => {
    expect(requireBootable(fakeRole({ ...copied, ...served }))).toBe('deploy');
  });

  it.each([
    ['copies from host to host', fakeRole({ 'build.copy_from': { role: 'builder' }, ...served }), 'via: s3'],
    ['builds', fakeRole({ 'build.plan': {}, ...served }), 'via: s3'],
    ['serves nothing', fakeRole(copied), 'activate:'],
    ['has no user', fakeRole({ ...copied, ...served }, { user: undefined }), 'user:'],
  ])('refuses a role that %s, and says what to write', (_, role, hint) => {
    expect(() => requireBootable(role)).toThrow(
      expect.objectContaining({ code: 'AWS_CANNOT_BOOT', hint: expect.stringContaining(hint) }),
    );
  });
});
