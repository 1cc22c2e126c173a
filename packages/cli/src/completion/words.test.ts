import { expect, test } from 'vitest';
import { groups, verbs } from '../verbs/catalogue.js';
import { type CompletionSource, wordsFor } from './words.js';

const named = (...names: string[]) => names.map((word) => ({ word, about: '' }));
const source: CompletionSource = {
  verbs,
  groups,
  globals: [
    { names: ['-r', '--role'], about: '', takesValue: true },
    { names: ['-c', '--config'], about: '', takesValue: true },
    { names: ['-n', '--dry-run'], about: '', takesValue: false },
  ],
  pluginWords: async () => ({
    verbs: [
      {
        name: 'deploy-status',
        about: '',
        options: { level: { about: '', kind: 'choice', choices: ['debug', 'info'] } },
        load: () => Promise.reject(new Error('not asked for')),
      },
    ],
    groups: [
      {
        name: 'sandbox',
        about: '',
        verbs: [
          {
            name: 'up',
            about: '',
            options: { all: { about: '', kind: 'boolean' } },
            load: () => Promise.reject(new Error('not asked for')),
          },
        ],
      },
    ],
  }),
  tasks: async () => named('provision', 'build'),
  taskArguments: async (tasks) =>
    Object.fromEntries(
      tasks.map((task) => [`of-${task}`, { about: '', kind: 'choice', choices: ['few', 'many'] }] as const),
    ),
  roles: async () => named('web', 'worker'),
  hosts: async () => named('web-1'),
};

test.each([
  ['', ['up', 'run', 'sandbox', 'plugin', 'help']],
  ['run ', ['provision', 'build']],
  ['run provision ', ['provision', 'build']],
  ['-n run -r web ', ['provision', 'build']],
  ['run -r ', ['web', 'worker']],
  ['status -H ', ['web-1']],
  ['run build -', ['--of-build', '--role']],
  ['plan --', ['--detailed-exitcode', '--role', '--dry-run']],
  ['-', ['--config', '--dry-run']],
  ['plugin ', ['create', 'add']],
  ['sandbox ', ['up']],
  ['sandbox up -', ['--all', '--role']],
  ['deploy-', ['deploy-status']],
  ['deploy-status --', ['--level', '--role']],
  ['deploy-status --level ', ['debug', 'info']],
  ['run build --of-build ', ['few', 'many']],
  ['up --', ['--of-up', '--resume']],
  ['ssh ', ['web-1']],
  ['completion ', ['bash', 'zsh', 'fish']],
])('"fck %s" may go on with', async (line, expected) => {
  const found = await wordsFor(line.split(' '), source);
  expect(found.map(({ word }) => word)).toEqual(expect.arrayContaining(expected));
});

test.each(['--config ', 'status ', 'nonsense ', 'ssh web-1 '])(
  '"fck %s" has nothing to offer',
  async (line) => {
    expect(await wordsFor(line.split(' '), source)).toEqual([]);
  },
);
