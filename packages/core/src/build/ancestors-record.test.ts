import { describe, expect, it } from 'vitest';
import { ancestorsBuild, ancestorsFile, parseAncestorsRecord } from './ancestors-record.js';

describe('names of fabcloudkit', () => {
  it.each([
    ['shop_00041_abc7955', 'shop_00041_abc7955'],
    ['shop_00041_abc7955_web', 'shop_00041_abc7955'],
    ['shop_00041_abc7955_api-2_eu', 'shop_00041_abc7955'],
    ['shop_123456_abc7955_web', 'shop_123456_abc7955'],
    ['shop_eu_00041_abc7955_web', undefined],
    ['fck-shop.web', undefined],
    ['shop', undefined],
    ['shop_00041', undefined],
    ['shop_41_abc7955_web', undefined],
    ['shop_00041_abc7955_web.site', undefined],
  ])('of the project shop: %s is of the build %s', (name, build) => {
    expect(ancestorsBuild('shop', name)).toBe(build);
    expect(ancestorsFile('shop', `/etc/nginx/conf.d/${name}.conf`)).toBe(build);
  });

  it('are those in a file that its server reads', () => {
    expect(ancestorsFile('shop', '/etc/nginx/conf.d/shop_00041_abc7955_web.conf.bak')).toBeUndefined();
    expect(ancestorsFile('shop_eu', '/etc/nginx/conf.d/shop_eu_00041_abc_web.conf')).toBe(
      'shop_eu_00041_abc',
    );
  });
});

describe('the record of fabcloudkit', () => {
  it('is read as its first versions wrote it', () => {
    const text = '{"number": 41, "last": "shop_00041_abc", "active": "shop_00040_def", "active_port": 8001}';
    expect(parseAncestorsRecord(text)).toEqual({
      last: 'shop_00041_abc',
      active: [{ name: undefined, build: 'shop_00040_def', port: 8001 }],
    });
    const nothing = '{"number": 0, "last": null, "active": null, "active_port": 0}';
    expect(parseAncestorsRecord(nothing)).toEqual({ last: undefined, active: [] });
  });

  it('is read as its later versions wrote it', () => {
    const active = {
      web: { build: 'shop_00041_abc', port: 8001 },
      api: { build: null, port: 8002 },
      new: {},
    };
    expect(parseAncestorsRecord(JSON.stringify({ number: 41, last: 'shop_00041_abc', active }))).toEqual({
      last: 'shop_00041_abc',
      active: [{ name: 'web', build: 'shop_00041_abc', port: 8001 }],
    });
  });

  it.each([undefined, '', '[]', '{"active": 3}', '{"active": "../x"}', 'no JSON'])('is not %s', (text) =>
    expect(parseAncestorsRecord(text)).toBeUndefined(),
  );
});
