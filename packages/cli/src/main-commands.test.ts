import { FckError } from '@fck/core';
import { expect, test } from 'vitest';
import { main } from './main.js';
import type { OpenProject } from './open-project.js';
import { fakeIo } from './testing/fake-io.test.helper.js';
import { fakeProject } from './testing/fake-project.test.helper.js';

const project = () =>
  fakeProject({
    tasks: {
      warm: {
        about: '',
        args: { wait: { about: 'seconds', kind: 'number', default: 3 } },
        run: async () => {},
      },
      announce: {
        about: '',
        dependsOn: ['warm'],
        args: { to: { about: 'channels', kind: 'list', env: 'CHANNELS' } },
        run: async () => {},
      },
    },
    commands: {
      'deploy-status': {
        about: 'what is deployed where',
        usage: '[host...]',
        options: {
          since: { about: 'days', kind: 'number', default: 7, env: 'SINCE' },
          level: { about: 'how much', kind: 'choice', choices: ['few', 'all'], required: true },
          brief: { about: 'less text', kind: 'boolean' },
          skip: { about: 'roles', kind: 'list' },
        },
        examples: ['deploy-status --level all --since 3'],
        withoutDryRun: true,
        run: async ({ args, options, yes }) => ({
          document: { args, options, yes },
          text: 'old',
          exitCode: 2,
        }),
      },
      sandbox: {
        about: 'throwaway hosts',
        commands: {
          up: {
            about: 'makes them',
            usage: '[host...]',
            options: { image: { about: 'base', kind: 'text' } },
            run: async ({ args, options, yes, progress }) => {
              progress('making\u001b[2J them');
              return {
                document: { args, options, yes },
                table: { columns: ['host'], rows: args.map((name) => [name]) },
                text: 'ready',
              };
            },
          },
        },
      },
    },
  });

async function fck(line: string, open: OpenProject = async () => project().fck) {
  const io = fakeIo();
  const code = await main(line.split(' ').filter(Boolean), io, open);
  return { code, io, out: io.stdout.text, err: io.stderr.text };
}

const notConfigured: OpenProject = async () => {
  throw new FckError({ code: 'CONFIG_NOT_FOUND', message: 'There is no configuration.' });
};

test('a plugin’s command: progress on stderr, its result on stdout', async () => {
  const { code, out, err } = await fck('sandbox up a b --image x -y');
  expect(code).toBe(0);
  expect(out).toBe('HOST\na\nb\nready\n');
  expect(err).toBe('making them\n');
  expect((await fck('sandbox up a --image x -y --json')).io.stdout.json).toEqual({
    args: ['a'],
    options: { image: 'x' },
    yes: true,
  });
});

test('a plugin’s verb: typed options, an exit code of its own', async () => {
  const { code, io } = await fck('deploy-status web-1 --level all --skip a,b --skip c --no-brief --json');
  expect(io.stdout.json).toEqual({
    args: ['web-1'],
    options: { since: 7, level: 'all', brief: false, skip: ['a', 'b', 'c'] },
    yes: false,
  });
  expect(code).toBe(2);
});

test('wrong options of a plugin’s verb are listed together, and so is that it has no dry run', async () => {
  const { code, out, err } = await fck('deploy-status --since never');
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toContain('The arguments have 2 problems.');
  expect(err).toContain('--since must be a number, not "never".');
  expect(err).toContain('`fck deploy-status` needs --level: how much.');
  expect(err).toContain('`fck deploy-status --help` lists the options.');
  expect((await fck('deploy-status --level all -n')).err).toContain('"deploy-status" has no dry run');
});

test('help of a plugin’s verb: kinds, defaults, variables, examples', async () => {
  const { code, out } = await fck('deploy-status --help');
  expect(code).toBe(0);
  expect(out).toContain('Usage: fck deploy-status [options] [host...]');
  expect(out).toMatch(/--since <number> +days \(default: 7, env: SINCE\)/);
  expect(out).toMatch(/--level <few\|all> +how much \(required\)/);
  expect(out).toMatch(/--brief +less text\n/);
  expect(out).toContain('Examples:\n  fck deploy-status --level all --since 3');
  expect(out).not.toContain('--no-brief');
});

test('help of a task lists its arguments, and those of tasks that run before it', async () => {
  const { code, out } = await fck('run announce --help');
  expect(code).toBe(0);
  expect(out).toMatch(/Arguments of the task warm:\n +--wait <number> +seconds \(default: 3\)/);
  expect(out).toMatch(/Arguments of the task announce:\n +--to <values,…> +channels \(env: CHANNELS\)/);
  expect((await fck('run --help')).out).not.toContain('Arguments of');
  expect((await fck('run anounce --help')).err).toContain('There is no "anounce"');
});

test('the help lists the words by what they are for', async () => {
  const { out } = await fck('--help');
  const section = (name: string) => out.split(`\n${name}:\n`)[1]?.split('\n\n')[0];
  expect(section('Deploy')).toMatch(/^ {2}up .*\n {2}deploy /);
  expect(section('Look')).toMatch(/^ {2}status /);
  expect(section('Plugins')).toMatch(/^ {2}plugins /m);
  expect(section('Project')).toMatch(/^ {2}init .*[\s\S]*\n {2}help \[command\]/);
  expect(out).not.toContain('Commands:');
});

test('help of a plugin’s command', async () => {
  expect(await fck('sandbox up --help')).toMatchObject({
    code: 0,
    out: expect.stringContaining('--image <value>'),
  });
  expect((await fck('help sandbox')).out).toContain('makes them');
});

test.each([
  ['migrate', /There is no command "migrate"\.[\s\S]*fck app -- python manage\.py migrate/],
  ['stauts', /There is no command "stauts"\. Did you mean status\?/],
  ['sandbix', /Did you mean sandbox\?/],
  ['announce', /→ It is a task: fck run announce/],
  ['sandbox upp', /Unknown command 'upp'\. Did you mean up\?/],
  ['run', /Missing required argument 'task'\./],
])('"%s" is answered on stderr, with 1', async (line, message) => {
  const { code, out, err } = await fck(line);
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toMatch(message);
});

test('without a configuration, an unknown word says that plugins are not known either', async () => {
  const { code, err } = await fck('sandbox up', notConfigured);
  expect(code).toBe(1);
  expect(err).toMatch(/There is no command "sandbox"[\s\S]*No configuration was found here/);
});

test('a broken configuration is what is shown, not the unknown word', async () => {
  const open: OpenProject = async () => {
    throw new FckError({
      code: 'CONFIG_INVALID',
      message: 'Wrong.',
      where: { file: '/work/fck.yaml', line: 3 },
    });
  };
  expect((await fck('sandbox up', open)).err).toContain('✖ Wrong.\n  where  fck.yaml:3\n');
});

test('a failing list says so in JSON too', async () => {
  const { code, io } = await fck('hosts --json', notConfigured);
  expect(code).toBe(1);
  expect(io.stdout.json).toMatchObject({ type: 'error', code: 'CONFIG_NOT_FOUND' });
});

test('neither help nor version opens the project', async () => {
  const never: OpenProject = async () => {
    throw new Error('opened');
  };
  expect((await fck('--version', never)).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await fck('help run', never)).code).toBe(0);
});
