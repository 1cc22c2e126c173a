import { describe, expect, it } from 'vitest';
import type { ForeignSite } from '../api/foreign.js';
import { claimsOf, type FoundProgram, type RoleFindings } from './claims.js';

const WEB = 'shop_00041_abc_web';

function site(name: string, more: Partial<ForeignSite> = {}): ForeignSite {
  return {
    file: `/etc/nginx/conf.d/${name}.conf`,
    names: ['a.org'],
    listens: ['80'],
    backends: ['127.0.0.1:8001'],
    covered: 'by name',
    ...more,
  };
}

function program(name: string, port = 8001): FoundProgram {
  return {
    name,
    file: `/etc/supervisor/conf.d/${name}.conf`,
    running: true,
    manager: 'supervisor',
    command: `/opt/www/shop/builds/x/bin/gunicorn --workers 3 --bind 127.0.0.1:${port} --name x app:app`,
  };
}

/** The decision for each site and each program, by role. */
function decided(...roles: RoleFindings[]) {
  return claimsOf('shop', roles).map(({ sites, programs }) => ({
    sites: sites.map(({ found, staysBecause }) => [found.file.split('/').at(-1), staysBecause]),
    programs: programs.map(({ found, staysBecause }) => [found.name, staysBecause]),
  }));
}

describe('what fabcloudkit runs and serves', () => {
  it('is adopted by the role whose site answers its visitors', () => {
    expect(decided({ sites: [site(WEB)], programs: [program(WEB)] })).toEqual([
      { sites: [[`${WEB}.conf`, undefined]], programs: [[WEB, undefined]] },
    ]);
  });

  it('stays, with its program, if no role would answer its visitors', () => {
    expect(
      decided({
        sites: [site(WEB, { covered: false, names: ['a.org', 'b.org'] })],
        programs: [program(WEB)],
      }),
    ).toEqual([
      {
        sites: [[`${WEB}.conf`, "no role's site answers to a.org and b.org at 80"]],
        programs: [[WEB, `/etc/nginx/conf.d/${WEB}.conf passes requests to it`]],
      },
    ]);
  });

  it('goes to the role with its names before one with a catch-all site', () => {
    const api = 'shop_00041_abc_api';
    const programs = [program(WEB), program(api, 8002)];
    const other = { names: ['api.org'], backends: ['127.0.0.1:8002'] };
    const first = { sites: [site(WEB), site(api, { ...other, covered: 'as default' })], programs };
    const second = { sites: [site(WEB, { covered: false }), site(api, other)], programs };
    expect(decided(first, second)).toEqual([
      { sites: [[`${WEB}.conf`, undefined]], programs: [[WEB, undefined]] },
      { sites: [[`${api}.conf`, undefined]], programs: [[api, undefined]] },
    ]);
  });

  it('is ended if no site uses it any more: an adoption may have been interrupted', () => {
    expect(decided({ sites: [], programs: [] }, { sites: [], programs: [program(WEB)] })).toEqual([
      { sites: [], programs: [] },
      { sites: [], programs: [[WEB, undefined]] },
    ]);
  });

  it('keeps running for a site that a user wrote by hand', () => {
    const byHand = site('mine', { covered: 'as default' });
    expect(decided({ sites: [byHand], programs: [program(WEB), program('redis')] })).toEqual([
      { sites: [], programs: [[WEB, '/etc/nginx/conf.d/mine.conf passes requests to it']] },
    ]);
  });

  it('keeps running if no reverse proxy can tell which sites use it', () => {
    expect(decided({ sites: undefined, programs: [program(WEB)] })).toEqual([
      {
        sites: [],
        programs: [[WEB, 'no reverse proxy of a role tells what passes requests to it']],
      },
    ]);
  });

  it('of another project is ignored', () => {
    const other = 'shop_eu_00041_abc_web';
    expect(decided({ sites: [site(other)], programs: [program(other)] })).toEqual([
      { sites: [], programs: [] },
    ]);
  });
});
