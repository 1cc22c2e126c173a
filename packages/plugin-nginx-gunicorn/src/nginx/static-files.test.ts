import type { Site } from '@fck/core';
import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { type NginxSection, nginxSection } from './section.js';
import { findStatics } from './static-files.js';

describe('findStatics', () => {
  it.each([
    ['static', /are not in the build/, /package_data/],
    ['/srv/shared', /are not on the host: there is no \/srv\/shared/, /a path of the host/],
  ])('says where files are missing: %s', async (local, message, hint) => {
    const context = fakeHostContext({ answers: [[/for path in/, false]] });
    const found = findStatics(context, siteWith(local));
    await expect(found).rejects.toMatchObject({
      code: 'STATIC_MISSING',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});

function siteWith(local: string): Site<NginxSection> {
  return {
    name: 'shop.web',
    build: {
      name: 'shop_00001_abc',
      number: 1,
      commit: 'abc',
      createdAt: '2026-01-01T00:00:00Z',
      builtBy: { role: 'web', host: 'web-1' },
      sources: [],
      platform: {},
      checksum: '',
    },
    buildPath: '/opt/www/shop/builds/shop_00001_abc',
    instance: undefined,
    section: nginxSection.parse({ static: [{ url: '/static/', local }] }),
    verificationPath: '/.well-known/fck/shop.web',
    verificationAnswer: 'shop.web.1',
  };
}
