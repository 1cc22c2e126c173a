import { describe, expect, it } from 'vitest';
import {
  acquireSettings,
  defaultSources,
  distributionSources,
  parseListFile,
  parseSourcesFile,
  renderSources,
  sourcesOfRelease,
} from './apt-sources.js';

const debian = { id: 'debian', suite: 'bookworm' } as const;
const none = new Map<string, string>();

const deb822 = `Types: deb deb-src
# a comment
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: https://mirror.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: https://off.example/debian
Suites: bookworm
Components: main
`;

describe('reading', () => {
  it('reads stanzas, without sources of sources and without what is off', () => {
    const sources = parseSourcesFile(deb822);
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main', 'contrib'],
    });
  });

  it('reads lines', () => {
    const text =
      'deb [arch=amd64,arm64 signed-by=/k.gpg] http://a/debian bookworm main contrib # why\n#deb http://b/ x y\n';
    const [source] = parseListFile(text);
    expect(source).toMatchObject({
      uris: ['http://a/debian'],
      suites: ['bookworm'],
      components: ['main', 'contrib'],
      signedBy: '/k.gpg',
    });
    expect(source?.options.get('architectures')).toBe('amd64 arm64');
  });

  it('reads what it writes', () => {
    const sources = parseSourcesFile(deb822);
    expect(parseSourcesFile(renderSources(sources))).toEqual(sources);
  });
});

describe('what is the distribution’s own', () => {
  const keeps = (line: string, origins = none) =>
    distributionSources(parseListFile(line), debian, origins).length > 0;

  it.each([
    ['deb http://deb.debian.org/debian bookworm main', true],
    ['deb http://security.debian.org bookworm-security main', true],
    ['deb https://company.example/mirror bookworm main', true],
    ['deb [signed-by=/etc/apt/keyrings/tools.gpg] https://tools.example bookworm main', false],
    ['deb https://docker.example/linux/debian bookworm stable', false],
    ['deb http://postgres.example/apt bookworm-pgdg main', false],
    ['deb https://cloud.example/apt cloud-sdk-bookworm main', false],
    ['deb cdrom:[Debian]/ bookworm main', false],
  ])('%s: %s', (line, expected) => {
    expect(keeps(line)).toBe(expected);
  });

  it('believes the package lists more than names', () => {
    const line = 'deb [signed-by=/etc/apt/keyrings/company.gpg] https://company.example/debian bookworm main';
    expect(keeps(line, new Map([['https://company.example/debian/', 'Debian']]))).toBe(true);
    const other = 'deb https://tools.example bookworm main';
    expect(keeps(other, new Map([['https://tools.example/', 'Tools Inc']]))).toBe(false);
  });

  it('has a fallback that is its own', () => {
    for (const distribution of [debian, { id: 'ubuntu', suite: 'noble' } as const]) {
      const sources = defaultSources(distribution);
      expect(distributionSources(sources, distribution, none)).toEqual(sources);
    }
  });
});

describe('the sources of another release', () => {
  const bullseye = { id: 'debian', suite: 'bullseye' } as const;

  it('are the mirrors of this machine, asked for suites and components that the release has', () => {
    const text = `deb http://mirror.example/debian bookworm main non-free-firmware
deb http://mirror.example/debian bookworm-updates main
deb http://mirror.example/debian bookworm-backports main
deb http://mirror.example/debian bookworm non-free-firmware
deb [signed-by=/usr/share/keyrings/debian-archive-bookworm-stable.gpg] http://mirror.example/security bookworm-security main`;
    const own = distributionSources(parseListFile(text), debian, none);
    const sources = sourcesOfRelease(own, debian, bullseye);
    expect(sources.map(({ suites, components }) => [...suites, ...components])).toEqual([
      ['bullseye', 'main'],
      ['bullseye-updates', 'main'],
      ['bullseye-security', 'main'],
    ]);
    expect(sources[2]?.signedBy).toBe('/usr/share/keyrings/debian-archive-keyring.gpg');
  });

  it('are the distribution’s own on a machine of another', () => {
    const ubuntu = { id: 'ubuntu', suite: 'noble' } as const;
    expect(sourcesOfRelease(defaultSources(ubuntu), ubuntu, bullseye)).toEqual(defaultSources(bullseye));
    expect(sourcesOfRelease(defaultSources(debian), debian, ubuntu)).toEqual(defaultSources(ubuntu));
  });
});

it('carries over how things are fetched, and nothing else', () => {
  const dump = [
    'APT::Architecture "amd64";',
    'Acquire "";',
    'Acquire::http "";',
    'Acquire::http::Proxy "http://proxy:3128";',
    'Acquire::http::Proxy-Auto-Detect "/usr/bin/detect";',
    'Acquire::Check-Valid-Until "false";',
    'Acquire::IndexTargets::deb::Packages::MetaKey "x";',
    'DPkg::Post-Invoke:: "rm -rf /";',
  ].join('\n');
  expect(acquireSettings(dump)).toEqual([
    'Acquire::http::Proxy "http://proxy:3128";',
    'Acquire::Check-Valid-Until "false";',
  ]);
});
