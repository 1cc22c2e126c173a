import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.mjs';
import { isKept } from './measure-all.mjs';
import { interleaved } from './measuring/interleaved.mjs';
import { median, slope, spread } from './measuring/statistics.mjs';
import { drawCase } from './report/draw-case.mjs';
import { drawReport } from './report/draw-report.mjs';
import { drawWanted } from './report/draw-targets.mjs';
import { Lookup } from './report/lookup.mjs';
import { drawPlot } from './report/plot.mjs';
import { holds, targets } from './report/targets.mjs';
import { addCase } from './results.mjs';

const samples = (...seconds) => seconds.map((value) => ({ seconds: value }));
const provision = { workload: 'provision', hosts: 1, roundTrip: 50, network: 'lan' };

describe('statistics', () => {
  it('of few numbers', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spread([2, 3, 4])).toBeCloseTo(2 / 3);
    expect(
      slope([
        { x: 1, y: 12 },
        { x: 3, y: 16 },
        { x: 2, y: 14 },
      ]),
    ).toBeCloseTo(2);
  });
});

describe('interleaved', () => {
  it('takes turns, does not count the first round, and leaves out who fails', async () => {
    const ran = [];
    const contestant = (name, fails = false) => ({
      name,
      run: async () => {
        ran.push(name);
        if (fails) throw new Error('no');
        return { seconds: ran.length, stdout: '' };
      },
    });
    const options = { rounds: 2, warmUp: true, say: () => {} };
    const results = await interleaved([contestant('a'), contestant('b', true), contestant('c')], options);
    expect(ran).toEqual(['a', 'b', 'c', 'a', 'c', 'a', 'c']);
    expect(results).toEqual([
      { contestant: 'a', samples: samples(4, 6) },
      { contestant: 'b', samples: [], failure: 'no' },
      { contestant: 'c', samples: samples(5, 7) },
    ]);
  });
});

describe('results', () => {
  it('of a contestant in a case give way to newer ones; others stay', () => {
    const first = addCase(undefined, provision, [{ contestant: 'fck', samples: samples(9) }]);
    const both = addCase(first, { ...provision, hosts: 10 }, [{ contestant: 'fck', samples: samples(2) }]);
    const again = addCase(both, provision, [{ contestant: 'fck', samples: samples(1) }]);
    const lookup = new Lookup(again.measured);
    expect(again.measured).toHaveLength(2);
    expect(lookup.of('fck', provision)).toBe(1);
  });
});

it('a case is drawn with the ratios of each round, of time and CPU', () => {
  // The machine was twice as slow in the second round.
  const sampled = (...costs) => costs.map(([seconds, cpu]) => ({ seconds, cpu, controlCpu: 0.5 }));
  const text = drawCase({ workload: 'deploy', hosts: 3 }, [
    { contestant: 'fck', samples: sampled([2, 3], [4, 3], [2, 3]) },
    { contestant: 'fck at 1234567', samples: sampled([5, 9], [10, 9], [5, 9]) },
    { contestant: 'ansible', samples: [], failure: 'not here' },
  ]);
  expect(text).toMatch(/fck at 1234567 +5\.00 s +2\.50 × .*9\.00 s of CPU, 3\.00 ×, 0\.50 s of it here/);
  expect(text).toMatch(/ansible +not measured +not here/);
});

describe('the report', () => {
  const measured = addCase(undefined, provision, [
    { contestant: 'fck', samples: samples(1, 1.2, 1.1) },
    { contestant: 'pyinfra', samples: samples(6, 5, 5.5) },
    { contestant: 'ssh, one script', samples: samples(1, 1, 1) },
    { contestant: 'fabric', samples: samples(5.2, 5.2, 5.2) },
    { contestant: 'capistrano', samples: [], failure: 'neither RubyGems nor Debian has it' },
  ]).measured;
  const results = { date: '2026-01-02', machine: { cores: 2 }, versions: { fck: '0.1.0' }, measured };
  const text = drawReport(results, { file: 'bench/results/2026-01-02.json', plots: [] });

  it('has medians and how many times as long as fck they are', () => {
    expect(text).toMatch(/\| pyinfra +\| +5\.50 s \(5\.0 ×\) \|/);
    expect(text).toContain('Not measured: capistrano: neither RubyGems nor Debian has it.');
  });

  it('has a column for each change that a build follows', () => {
    const like = { workload: 'build-flask', hosts: 0, roundTrip: 0, network: 'lan' };
    const of = (fck, uv) => [
      { contestant: 'fck', samples: samples(fck) },
      { contestant: 'uv by hand', samples: samples(uv) },
    ];
    const first = addCase(undefined, { ...like, change: 'first' }, of(20, 10));
    const both = addCase(first, { ...like, change: 'line' }, of(3, 6));
    const builds = drawReport({ ...results, ...both }, { file: '', plots: [] });
    expect(builds).toMatch(/\| +\| +first \| +one line \|/);
    expect(builds).toMatch(/\| uv by hand \| 10\.0 s \(0\.5 ×\) \| 6\.00 s \(2\.0 ×\) \|/);
    expect(new Lookup(both.measured).of('fck', { ...like, change: 'line' })).toBe(3);
  });

  it('begins with results, and lists only targets that are met', () => {
    expect(text).toMatch(
      /\| No-op provision, 1 host, 50 ms away +\| 1\.10 s \| 1\.00 s \(0\.9 ×\), ssh, one script \| 5\.20 s \(4\.7 ×\), fabric \|/,
    );
    expect(text).not.toContain('not met');
  });

  it('says of every target whether it is met, for contributors', () => {
    const wanted = drawWanted(new Lookup(measured));
    expect(wanted).toMatch(
      /50 ms: time of pyinfra +\| at least 6 × +\| +5\.0 × +\| +5\.5 × +\| \*\*not met\*\*, nor by the lower bound +\|/,
    );
    expect(wanted).toMatch(
      /50 ms: time of fabric +\| at least 5 × +\| +4\.7 × +\| +5\.2 × +\| \*\*not met\*\* +\|/,
    );
    for (const target of targets) expect(wanted).toContain(target.text);
    expect(new Set(targets.map(({ id }) => id)).size).toBe(targets.length);
  });

  it('judges by both bounds', () => {
    expect(holds({ atLeast: 5 }, 5)).toBe(true);
    expect(holds({ atMost: 1.1 }, 1.2)).toBe(false);
  });

  it('plots lines within the picture', () => {
    const lines = [
      {
        name: 'fck',
        points: [
          { x: 1, y: 0.5 },
          { x: 200, y: 9 },
        ],
      },
    ];
    const places = [...drawPlot({ title: 'T', x: 'hosts', lines }).matchAll(/c[xy]="(\d+)"/g)];
    expect(places).toHaveLength(4);
    for (const [, place] of places) expect(Number(place)).toBeLessThan(860);
  });
});

describe('the command line', () => {
  const workloads = [{ name: 'provision' }, { name: 'ship' }];

  it('chooses workloads and cases', () => {
    const asked = readArguments(['ship', '--hosts', '1,5', '--only', 'fck'], workloads);
    expect(asked).toMatchObject({ workloads: [{ name: 'ship' }], hosts: [1, 5], only: ['fck'], rounds: 5 });
    expect(readArguments([], workloads).workloads).toEqual(workloads);
  });

  it('stores nothing about other commits, unless a file is named', () => {
    const kept = (...argv) => isKept(readArguments(argv, workloads));
    expect(kept('ship')).toBe(true);
    expect(kept('ship', '--quick')).toBe(false);
    expect(kept('ship', '--against', 'HEAD~1')).toBe(false);
    expect(kept('ship', '--against', 'HEAD~1', '--into', 'file.json')).toBe(true);
  });

  it('refuses what there is not', () => {
    expect(() => readArguments(['shop'], workloads)).toThrow('there is no workload shop');
    expect(() => readArguments(['--rounds', 'many'], workloads)).toThrow('--rounds takes a number');
  });
});

it('every workload of the benchmark loads', async () => {
  const { workloads } = await import('./workloads/index.mjs');
  expect(workloads.map(({ name }) => name)).toEqual([
    'provision',
    'install',
    'build',
    'ship',
    'deploy',
    'startup',
    'growth',
  ]);
});
