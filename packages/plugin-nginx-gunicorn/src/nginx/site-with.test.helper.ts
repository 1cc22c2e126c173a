import type { Site } from '@fck/core';
import { type NginxSection, nginxSection } from './section.js';

/** A site that a build without an instance serves. */
export function siteWith(section: object): Site<NginxSection> {
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
    section: nginxSection.parse(section),
    verificationPath: '/.well-known/fck/shop.web',
    verificationAnswer: 'shop.web.1',
  };
}
