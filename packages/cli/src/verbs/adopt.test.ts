import type { AdoptableMachine, AdoptionRow } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { main } from '../main.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { fakeProject } from '../testing/fake-project.test.helper.js';

const BUILD = 'shop_00041_abc7955';

function row(host: string, more: Partial<AdoptionRow> = {}): AdoptionRow {
  const part = (kind: string) => ({
    name: `${BUILD}_web`,
    file: `/etc/${kind}/conf.d/${BUILD}_web.conf`,
    about: `about its ${kind}`,
    backup: `/opt/www/shop/adopted/${kind}/${BUILD}_web.conf`,
    staysBecause: undefined,
  });
  return {
    host,
    role: 'web',
    address: host,
    record: { last: BUILD, active: [{ name: 'web', build: BUILD, port: 8001 }] },
    builds: [BUILD],
    sites: [part('nginx')],
    programs: [part('supervisor')],
    adoptable: true,
    hasBuild: true,
    problem: undefined,
    ...more,
  };
}

const nothingLeft = row('web-1', { sites: [], programs: [], adoptable: false });

async function adopt(
  line: string,
  rows: readonly AdoptionRow[],
  answer?: boolean,
  machines: AdoptableMachine[] = [],
) {
  const io = fakeIo(answer === undefined ? {} : { answer });
  const project = fakeProject({ adoption: [...rows], machines });
  const code = await main(['adopt', ...line.split(' ').filter(Boolean)], io, async () => project.fck);
  const runs = project.runs.map(({ tasks }) => tasks);
  return { code, runs, asked: io.asked, out: io.stdout.text, err: io.stderr.text };
}

describe('fck adopt', () => {
  it('asks on a terminal, and follows the answer', async () => {
    const rows = [row('web-1'), { ...nothingLeft, host: 'web-2' }];
    const yes = await adopt('', rows, true);
    expect(yes).toMatchObject({ code: 0, runs: [['adopt']], asked: ['Take over web-1?'] });
    expect(yes.out).toMatch(/^web-1 +web +program +shop_00041_abc7955_web +about its supervisor +ends it; /m);
    const no = await adopt('', rows, false);
    expect(no).toMatchObject({ code: 1, runs: [], err: expect.stringContaining('nothing was changed') });
  });

  it('does not ask with -y, and without a terminal changes nothing', async () => {
    expect(await adopt('-y', [row('web-1')], false)).toMatchObject({ code: 0, runs: [['adopt']], asked: [] });
    expect(await adopt('', [row('web-1')])).toMatchObject({
      code: 1,
      runs: [],
      err: expect.stringContaining('There is no terminal to ask on'),
    });
  });

  it('only shows with -n', async () => {
    const one = [row('web-1')];
    expect(await adopt('-n', one, true)).toMatchObject({ code: 0, runs: [], asked: [] });
    expect(await adopt('-n --detailed-exitcode', one)).toMatchObject({ code: 2, runs: [] });
    expect(await adopt('-n -y', one)).toMatchObject({ code: 0, runs: [] });
    expect(JSON.parse((await adopt('-n --json', one)).out)).toMatchObject({
      hosts: [{ host: 'web-1', adoptable: true }],
    });
    expect(await adopt('-n --detailed-exitcode', [nothingLeft])).toMatchObject({ code: 0 });
  });

  it('says that there is nothing to take over, but builds that stay', async () => {
    const { code, runs, out } = await adopt('', [nothingLeft]);
    expect({ code, runs }).toEqual({ code: 0, runs: [] });
    expect(out).toMatch(/^web-1 +web +build +shop_00041_abc7955 +recorded as active: web +leaves it$/m);
    expect(out).toContain('Nothing that fabcloudkit runs or serves for shop is to be taken over.\n');
  });

  it('says why something stays', async () => {
    const [site] = row('web-1').sites;
    const stays = site
      ? [{ ...site, backup: undefined, staysBecause: "no role's site answers to b.org at 80" }]
      : [];
    const { code, out } = await adopt('-y', [row('web-1', { sites: stays, programs: [], adoptable: false })]);
    expect(code).toBe(0);
    expect(out).toContain("leaves it: no role's site answers to b.org at 80");
  });

  it('needs a build of fck first, and says how to make one', async () => {
    const { code, runs, out } = await adopt('-y', [row('web-1', { hasBuild: false })]);
    expect({ code, runs }).toEqual({ code: 1, runs: [] });
    expect(out).toContain(
      '! web-1: fck has no build there yet that could serve. First: fck run provision build',
    );
  });

  it('changes nothing if a host cannot be asked', async () => {
    const { code, runs, out } = await adopt('-y', [row('web-1'), row('web-2', { problem: 'it is down' })]);
    expect({ code, runs }).toEqual({ code: 1, runs: [] });
    expect(out).toContain('! web-2: it is down');
  });

  it('makes hosts of machines first, and takes over what is on them then', async () => {
    const machine = (id: string, staysBecause?: string): AdoptableMachine => ({
      role: 'web',
      host: 'web-1',
      id,
      about: 'running',
      staysBecause,
      adopt: async () => undefined,
    });
    const one = [machine('i-1'), machine('i-2', 'it is of no project')];
    const { code, runs, asked, out } = await adopt('', [row('web-1')], true, one);
    expect({ code, runs }).toEqual({ code: 0, runs: [['adopt-hosts'], ['adopt']] });
    expect(asked).toEqual(['Make hosts of i-1?', 'Take over web-1?']);
    expect(out).toMatch(/^web-1 +web +machine +i-1 +running +makes it this host$/m);
    expect(out).toMatch(/^web-1 +web +machine +i-2 +running +leaves it: it is of no project$/m);
    expect(await adopt('-n --detailed-exitcode', [], undefined, one)).toMatchObject({ code: 2, runs: [] });
    expect(await adopt('-y -H web-1', [row('web-1')], undefined, one)).toMatchObject({ runs: [['adopt']] });
  });
});
