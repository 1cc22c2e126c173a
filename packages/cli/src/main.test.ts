import { EventEmitter } from 'node:events';
import { FckError } from '@fck/core';
import { expect, test } from 'vitest';
import { main } from './main.js';
import { fakeIo } from './testing/fake-io.test.helper.js';
import { type FakeProjectOptions, fakeHost, fakeProject } from './testing/fake-project.test.helper.js';
import { halfFailedRun, plannedRun } from './testing/recorded-run.test.helper.js';

async function fck(
  line: string,
  options: FakeProjectOptions = {},
  surroundings: Parameters<typeof fakeIo>[0] = {},
) {
  const io = fakeIo(surroundings);
  const project = fakeProject(options);
  const code = await main(line.split(' ').filter(Boolean), io, async () => project.fck);
  return { code, io, project, out: io.stdout.text, err: io.stderr.text };
}

const broken = new FckError({ code: 'BROKEN', message: 'It broke.', hint: 'Mend it.' });
const task = { about: 'does it', run: async () => {} };
const phases = { provision: task, build: task, activate: task };

test('a run is shown while it runs, and closed at its end', async () => {
  const { code, project, err, out } = await fck('run activate -r web -H web-1 --force', {
    tasks: phases,
    run: async (run) => plannedRun.forEach((event) => void run.emit(event)),
  });
  expect(code).toBe(0);
  expect(project.runs[0]).toMatchObject({
    tasks: ['activate'],
    options: { roles: ['web'], hosts: ['web-1'], force: true, dryRun: false, args: {} },
  });
  expect(err).toContain('web-1  nginx is installed');
  expect(out).toBe('');
  expect(project.closed).toBe(true);
});

test('a run that fails: its steps, then the error, and 1', async () => {
  const { code, err, project } = await fck('run activate', {
    tasks: phases,
    run: async (run) => {
      halfFailedRun.forEach((event) => void run.emit(event));
      throw broken;
    },
  });
  expect(code).toBe(1);
  expect(err).toMatch(/web-2 {2}activate {2}✖ failed[\s\S]*✖ It broke\.\n {2}→ Mend it\.\n {2}BROKEN\n$/);
  expect(project.closed).toBe(true);
});

test('with --json a run is one event a line, and what it failed by the last', async () => {
  const { code, io } = await fck('run activate --json', {
    tasks: phases,
    run: async (run) => {
      halfFailedRun.forEach((event) => void run.emit(event));
      throw broken;
    },
  });
  const events = io.stdout.lines.map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(events.slice(0, -1)).toEqual(halfFailedRun);
  expect(events.at(-1)).toMatchObject({ type: 'error', code: 'BROKEN', hint: 'Mend it.' });
});

test.each(['up', 'deploy'])('%s runs the pipeline of its name', async (pipeline) => {
  const { project } = await fck(pipeline);
  expect(project.runs[0]?.tasks).toEqual([pipeline]);
});

test.each([
  'lock release',
  'lock acquire --message why',
  'plugin add x',
  'plugin create x',
  'ssh web-1 reboot',
])('%s does nothing in answer to -n', async (words) => {
  const { code, err } = await fck(`-n ${words}`, { hosts: [fakeHost('web-1')] });
  expect(code).not.toBe(0);
  expect(err).toContain('has no dry run: it does nothing with -n');
});

const wouldChange: FakeProjectOptions = {
  tasks: phases,
  run: async (run) => plannedRun.forEach((event) => void run.emit(event)),
};

test('plan runs dry, prints the plan on stdout, and tells changes only when asked to', async () => {
  const plain = await fck('plan', wouldChange);
  expect(plain.code).toBe(0);
  expect(plain.project.runs[0]).toMatchObject({
    tasks: ['provision', 'build', 'activate'],
    options: { dryRun: true },
  });
  expect(plain.out).toContain('  ~ motd: a greeting\n      write /etc/motd\n');
  expect(plain.out).toContain('+hello');
  expect((await fck('plan provision --detailed-exitcode', wouldChange)).code).toBe(2);
  expect((await fck('plan --detailed-exitcode', { tasks: phases })).code).toBe(0);
});

test('lists print one JSON document, or a table', async () => {
  const hosts = [fakeHost('web-1', { user: 'admin', ssh: { port: 2222 } })];
  const json = await fck('hosts --json', { hosts });
  expect(json.io.stdout.json).toEqual([
    {
      name: 'web-1',
      role: 'web',
      address: '192.0.2.7',
      user: 'admin',
      port: 2222,
      transport: 'ssh',
      provider: 'config',
      labels: {},
    },
  ]);
  expect((await fck('hosts', { hosts })).out).toBe(
    'HOST   ROLE  ADDRESS    USER   PROVIDER\nweb-1  web   192.0.2.7  admin  config\n',
  );
});

test('every listing verb gives one JSON document, also where there is nothing', async () => {
  for (const verb of ['hosts', 'roles', 'tasks', 'tools', 'plugins', 'status', 'config']) {
    const { code, io } = await fck(`${verb} --json`, { config: {} });
    expect(code, verb).toBe(0);
    expect(() => io.stdout.json, verb).not.toThrow();
  }
});

test('config is shown as YAML', async () => {
  expect((await fck('config', { config: { name: 'notes', sudo_password: '***' } })).out).toBe(
    'name: notes\nsudo_password: "***"\n',
  );
});

const serving = {
  host: 'web-1',
  role: 'web',
  address: '192.0.2.7',
  active: 'notes_00002',
  previous: undefined,
  since: '2026-01-02T03:04:05Z',
  running: true,
  serving: true,
  builds: 2,
  newest: 'notes_00002',
  url: 'http://192.0.2.7/',
  problem: undefined,
  unfinished: undefined,
  maintenance: undefined,
  certificate: undefined,
};

test('status fails if a host has a problem', async () => {
  const well = await fck('status', {
    status: [{ ...serving, active: 'notes_00002', url: 'http://192.0.2.7/' }],
  });
  expect(well.code).toBe(0);
  expect(well.out).toContain('notes_00002');
  expect(well.out).not.toContain('not finished');
  const unfinished = { run: 'r7', build: 'notes_00003', phase: 'switching', since: 'then' } as const;
  const halfway = await fck('status', { status: [{ ...serving, unfinished }] });
  expect(halfway.out).toMatch(/the activation of notes_00003 by run r7, .* is not finished \(switching\)/);
  const maintenance = {
    since: 'noon',
    message: 'New shelves',
    allow: ['10.0.0.0/8'],
    allowPaths: ['/health'],
    retryAfter: 300,
  };
  const closed = await fck('status', { status: [{ ...serving, maintenance }] });
  expect(closed.code).toBe(0);
  expect(closed.out).toMatch(
    /in maintenance since noon \("New shelves"\): visitors get 503, except 10\.0\.0\.0\/8, \/health\. `fck maintenance off -r web`/,
  );
  expect(well.out).not.toContain('CERTIFICATE');
  const certificate = (daysLeft: number) => ({
    ...serving,
    certificate: { expires: '2026-03-04T05:06:07Z', daysLeft },
  });
  const renewed = await fck('status', { status: [certificate(21), certificate(-1), serving] });
  expect(renewed.code).toBe(0);
  expect(renewed.out).toMatch(/CERTIFICATE[\s\S]*21 days left[\s\S]*expired/);
  expect(renewed.out).not.toContain('expires in');
  const ending = await fck('status', { status: [certificate(1)] });
  expect(ending.out).toContain('the certificate of the site expires in 1 day, on 2026-03-04. Renew it');
  const ill = await fck('status', { status: [{ ...serving, problem: 'does not answer' }] });
  expect(ill.code).toBe(1);
  expect(ill.out).toContain('does not answer');
});

test('config shows the configuration, and fails if names in it are not known', async () => {
  const { code, out, err } = await fck('config', { config: { name: 'shop' }, invalid: broken });
  expect([code, out]).toEqual([1, 'name: shop\n']);
  expect(err).toContain('It broke.');
});

test('exec passes words as they are, and a single word as a line of shell', async () => {
  const several = await fck('exec -r web -- echo a;b $x');
  expect(several.project.commands).toEqual(["echo 'a;b' '$x'"]);
  expect(several.project.selections[0]).toMatchObject({ roles: ['web'] });
  expect((await fck('exec -- ls|wc')).project.commands).toEqual(['ls|wc']);
});

test('exec fails if the command failed anywhere, and says where', async () => {
  const good = { host: 'web-1', code: 0, stdout: 'up\n', stderr: '' };
  const bad = { host: 'web-2', code: 3, stdout: '', stderr: 'no\n' };
  const { code, out, err } = await fck('exec -- uptime', { exec: [good, bad] });
  expect(code).toBe(1);
  expect(out).toBe('web-1  up\n');
  expect(err).toBe('web-2  no\nweb-2  ✖ exit code 3\n');
  expect((await fck('exec -- uptime', { exec: [good] })).out).toBe('up\n');
});

test('exec prints what a host says before the hosts have ended', async () => {
  const io = fakeIo();
  const { fck: project } = fakeProject();
  const printed: string[] = [];
  project.exec = async (_command, _selection, follower) => {
    follower?.begins?.(['web-1', 'web-2']);
    follower?.output?.('web-2', 'stdout', 'begun\n');
    printed.push(io.stdout.text);
    follower?.output?.('web-1', 'stderr', 'slow\n');
    printed.push(io.stderr.text);
    return [];
  };
  expect(await main(['exec', '--', 'migrate'], io, async () => project)).toBe(0);
  expect(printed).toEqual(['web-2  begun\n', 'web-1  slow\n']);
});

test('exec --dry-run runs nothing', async () => {
  const { project, out } = await fck('exec --dry-run -- rm x', { hosts: [fakeHost('web-1')] });
  expect(project.commands).toEqual([]);
  expect(out).toBe('Would run on web-1: rm x\n');
});

test('ssh hands the terminal to ssh and gives its exit code', async () => {
  const { code, io } = await fck(
    'ssh web-1',
    { hosts: [fakeHost('web-1', { user: 'admin' })] },
    { exitCode: 255 },
  );
  expect(code).toBe(255);
  expect(io.launched[0]).toEqual(expect.arrayContaining(['ssh', '-l', 'admin', '192.0.2.7']));
  const local = await fck('ssh here', { hosts: [fakeHost('here', { transport: 'local' })] });
  expect(local.code).toBe(1);
  expect(local.err).toContain('fck exec -H here');
});

test('unhandled rejections are reported as one error once the run has ended, with exit code 1', async () => {
  const rejections = new EventEmitter();
  const io = { ...fakeIo(), rejections };
  const project = fakeProject({
    tasks: phases,
    run: async (run) => {
      rejections.emit('unhandledRejection', new Error('no luck'));
      halfFailedRun.slice(0, 1).forEach((event) => void run.emit(event));
    },
  });
  expect(await main(['run', 'activate'], io, async () => project.fck)).toBe(1);
  expect(io.stderr.text).toMatch(
    /✖ .* without awaiting it, and it failed: no luck\n[\s\S]*PROMISE_UNAWAITED\n$/,
  );
  expect(project.closed).toBe(true);
  expect(rejections.listenerCount('unhandledRejection')).toBe(0);
});

test('what only the end of the connections made fail is not told', async () => {
  const rejections = new EventEmitter();
  const io = { ...fakeIo(), rejections };
  const project = fakeProject({ tasks: phases });
  let heard = false;
  const close = async () => {
    // As in Node: after the awaited code has continued.
    setImmediate(() => {
      heard = rejections.emit('unhandledRejection', new Error('closed already'));
    });
  };
  expect(await main(['run', 'activate'], io, async () => Object.assign(project.fck, { close }))).toBe(0);
  expect(heard).toBe(true);
  expect(io.stderr.text).not.toContain('closed already');
});
