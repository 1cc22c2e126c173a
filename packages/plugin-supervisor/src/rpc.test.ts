import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PythonArguments } from '@fck/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSupervisord, fakeSupervisord } from './fake-supervisord.test.fixture.js';
import { supervisordCall } from './rpc.js';

const hasPython = spawnSync('python3', ['-c', '']).status === 0;
let folder: string;
let supervisord: FakeSupervisord;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fck-supervisor-'));
  mkdirSync(join(folder, 'conf.d'));
  writeFileSync(
    join(folder, 'supervisord.conf'),
    '[unix_http_server]\nfile=%(here)s/sock ; (the path)\nusername=me\npassword=x:y\n[include]\nfiles = conf.d/*.ini\n',
  );
  supervisord = await fakeSupervisord(join(folder, 'sock'));
});

afterEach(async () => {
  await supervisord.close();
  rmSync(folder, { recursive: true });
});

/** Calls a function with a program's name, if it takes one, and what else it takes. */
function rpc(
  name: string,
  program?: string,
  more: PythonArguments = {},
): Promise<{ code: number; answer: string }> {
  const args = {
    ...(program === undefined ? {} : { program }),
    ...(['start', 'stop', 'kill'].includes(name) ? { logs: join(folder, 'logs') } : {}),
    ...(name === 'start' ? { health: null } : {}),
    ...more,
  };
  const place = { config: join(folder, 'supervisord.conf'), logs: join(folder, 'logs') };
  const { text } = supervisordCall(place, name, args);
  // Else the tests would take as long. One that answers may be slow.
  const command = supervisord.hangs ? text.replace('PATIENCE = 30', 'PATIENCE = 0.5') : text;
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, answer: (error ? stderr : stdout).trim() });
    });
  });
}

/** The programs of fck as `programs` answers. */
async function programs(): Promise<Record<string, unknown>> {
  return JSON.parse((await rpc('programs')).answer).programs;
}

function addFile(program: string): void {
  writeFileSync(join(folder, 'conf.d', `${program}.ini`), `[program:${program}]\ncommand=x\n`);
}

describe.skipIf(!hasPython)('the functions that speak with supervisord', () => {
  it('finds where configuration files belong, and signs in', async () => {
    expect(await rpc('file_of', 'fck-a')).toEqual({
      code: 0,
      answer: JSON.stringify(join(folder, 'conf.d/fck-a.ini')),
    });
    await rpc('programs');
    expect(supervisord.authorization).toBe(`Basic ${Buffer.from('me:x:y').toString('base64')}`);
  });

  it.each(['programs', 'start', 'stop', 'kill'])(
    '%s: says that it hangs, and takes nothing for stopped',
    async (verb) => {
      supervisord.hangs = true;
      const { code, answer } = await rpc(verb, ...(verb === 'programs' ? [] : ['fck-a']));
      expect(code).toBe(1);
      expect(answer).toContain('"kind": "hanging"');
      expect(answer).toContain('it did not answer for 0.5 seconds');
    },
  );

  it.each(['*:', '', '127.0.0.1:'])('speaks with it on a port, where it has no socket: %s', async (host) => {
    await supervisord.close();
    supervisord = await fakeSupervisord(0);
    writeFileSync(
      join(folder, 'supervisord.conf'),
      `[inet_http_server]\nport=${host}${supervisord.port}\nusername=me\npassword={SHA}82ab\n[supervisorctl]\nusername=me\npassword=plain\n[include]\nfiles=conf.d/*.ini\n`,
    );
    expect(await rpc('start', 'fck-a')).toEqual({ code: 0, answer: 'null' });
    expect(supervisord.orders).toEqual(['reloadConfig', 'addProcessGroup fck-a']);
    expect(supervisord.authorization).toBe(`Basic ${Buffer.from('me:plain').toString('base64')}`);
  });

  it.each(['programs', 'start', 'stop', 'kill'])(
    '%s: says that there is no server to ask, and takes nothing for stopped',
    async (verb) => {
      const args = verb === 'programs' ? [] : ['fck-a'];
      supervisord.hasNoInterface = true;
      expect((await rpc(verb, ...args)).answer).toContain('has no [rpcinterface:supervisor]');
      writeFileSync(join(folder, 'supervisord.conf'), '[supervisord]\n[include]\nfiles=conf.d/*.ini\n');
      const { code, answer } = await rpc(verb, ...args);
      expect(code).toBe(1);
      expect(answer).toContain('"kind": "no-server"');
      expect(answer).toContain('supervisord.conf has neither [unix_http_server] nor [inet_http_server]');
    },
  );

  it.each([
    [
      'port=%(ENV_RPC_HOST)s:%(ENV_RPC_PORT)s',
      'username=%(ENV_RPC_USER)s\npassword=half%%%(ENV_RPC_MORE)s',
      'me:half%off',
    ],
    ['port=127.0.0.1:%(ENV_RPC_PORT)s', 'username=me\npassword=50%', 'me:50%'],
  ])('reads the settings of its server as supervisord does: %s', async (port, login, signedInAs) => {
    await supervisord.close();
    supervisord = await fakeSupervisord(0);
    const env = { RPC_HOST: '127.0.0.1', RPC_PORT: String(supervisord.port), RPC_USER: 'me' };
    const process = spawn('sh', ['-c', 'echo up; sleep 60; :', 'supervisord'], { env });
    try {
      await once(process.stdout, 'data');
      writeFileSync(join(folder, 'pid'), `${process.pid}\n`);
      writeFileSync(
        join(folder, 'supervisord.conf'),
        `[supervisord]\npidfile=%(here)s/pid\nenvironment=RPC_MORE="off",B='c'\n[inet_http_server]\n${port}\n${login}\n`,
      );
      expect(await programs()).toEqual({});
      expect(supervisord.authorization).toBe(`Basic ${Buffer.from(signedInAs).toString('base64')}`);
    } finally {
      process.kill();
    }
  });

  it('expands what names the folder of its programs', async () => {
    const process = spawn('sh', ['-c', 'echo up; sleep 60; :', 'supervisord'], { env: { CONF: 'conf' } });
    try {
      await once(process.stdout, 'data');
      writeFileSync(join(folder, 'pid'), `${process.pid}\n`);
      writeFileSync(
        join(folder, 'supervisord.conf'),
        '[supervisord]\npidfile=%(here)s/pid\n[include]\nfiles=%(here)s/%(ENV_CONF)s.d/*.ini\n',
      );
      expect((await rpc('file_of', 'fck-a')).answer).toBe(JSON.stringify(join(folder, 'conf.d/fck-a.ini')));
    } finally {
      process.kill();
    }
  });

  it.each([
    ['does not name a pidfile', 'failed', ''],
    ['it does not run', 'not-running', 'pidfile=%(here)s/pid'],
  ])('says why a variable of its environment is not known: %s', async (why, kind, setting) => {
    writeFileSync(
      join(folder, 'supervisord.conf'),
      `[supervisord]\n${setting}\n[unix_http_server]\nfile=%(ENV_NOWHERE)s/sock\n[include]\nfiles = conf.d/*.ini\n`,
    );
    const { code, answer } = await rpc('start', 'fck-a');
    expect(code).toBe(1);
    expect(answer).toContain(`"kind": "${kind}"`);
    expect(answer).toContain(why);
  });

  it('finds a server that has a name, or that an included file opens', async () => {
    writeFileSync(
      join(folder, 'supervisord.conf'),
      `[unix_http_server:own]\nfile=${join(folder, 'sock')}\n[include]\nfiles = conf.d/*.ini\n`,
    );
    expect(await programs()).toEqual({});
    writeFileSync(join(folder, 'supervisord.conf'), '[supervisord]\n[include]\nfiles = conf.d/*.ini\n');
    writeFileSync(join(folder, 'conf.d', 'server.ini'), '[unix_http_server]\nfile=%(here)s/../sock\n');
    expect(await programs()).toEqual({});
  });

  it('adds a program, and touches no other', async () => {
    supervisord.states.set('theirs', 'STOPPED');
    expect(await rpc('start', 'fck-a')).toEqual({ code: 0, answer: 'null' });
    expect(supervisord.orders).toEqual(['reloadConfig', 'addProcessGroup fck-a']);
    expect(existsSync(join(folder, 'logs'))).toBe(true);
  });

  it('leaves a program alone that runs by the same file, and replaces one whose file changed', async () => {
    supervisord.states.set('fck-a', 'RUNNING');
    await rpc('start', 'fck-a');
    expect(supervisord.orders).toEqual(['reloadConfig']);
    supervisord.changed = ['fck-a'];
    await rpc('start', 'fck-a');
    expect(supervisord.orders.slice(1)).toEqual([
      'reloadConfig',
      'stopProcessGroup fck-a',
      'removeProcessGroup fck-a',
      'addProcessGroup fck-a',
    ]);
  });

  it('reports a program that ends at once', async () => {
    supervisord.stateOfNew = 'BACKOFF';
    const { code, answer } = await rpc('start', 'fck-a');
    expect(code).toBe(1);
    expect(answer).toContain('"kind": "ended"');
    expect(answer).toContain('Exited too quickly');
  });

  it('waits no longer for a program that answers well, but for one that does not', async () => {
    supervisord.stateOfNew = 'STARTING';
    const answers = [503, 200];
    const service = createServer((_, response) => {
      response.writeHead(answers.shift() ?? 500).end();
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const { port } = service.address() as AddressInfo;
    const health = { family: 'tcp', address: `127.0.0.1:${port}`, path: '/health', host: 'shop' };
    expect(await rpc('start', 'fck-a', { health })).toEqual({ code: 0, answer: 'null' });
    expect(answers).toEqual([]);
    service.close();
    supervisord.stateOfNew = 'BACKOFF';
    expect((await rpc('start', 'fck-b', { health })).answer).toContain('"kind": "ended"');
  });

  it.each([
    ['RUNNING', false, { pid: 0, up: true, ended: null }],
    ['STARTING', false, { pid: 0, up: false, ended: null }],
    ['STARTING', true, { pid: 0, up: false, ended: 'it ended with exit code 1' }],
    ['BACKOFF', true, { pid: null, up: false, ended: 'Exited too quickly' }],
    [undefined, false, { pid: null, up: false, ended: 'it was removed while it started' }],
  ])('says of a program that is %s, started again: %s, how it stands', async (state, isAgain, standing) => {
    if (state === undefined) addFile('fck-a');
    else supervisord.states.set('fck-a', state);
    if (isAgain) supervisord.endedBefore.add('fck-a');
    expect(await programs()).toEqual({ 'fck-a': standing });
  });

  it('has supervisord stop a program without waiting there, and waits itself', async () => {
    addFile('fck-a');
    supervisord.states.set('fck-a', 'RUNNING');
    supervisord.stopping = 2;
    await rpc('stop', 'fck-a');
    expect(supervisord.stopping).toBe(0);
    expect(supervisord.states.has('fck-a')).toBe(false);
  });

  it('names the foreign file that blocks everything', async () => {
    writeFileSync(join(folder, 'conf.d', 'theirs.ini'), '[program:theirs]\nautostart=maybe\n');
    supervisord.refusal = "CANT_REREAD: not a valid boolean value: 'maybe' in section 'program:theirs'";
    const { code, answer } = await rpc('start', 'fck-a');
    expect(code).toBe(1);
    expect(answer).toContain(`"file": "${join(folder, 'conf.d/theirs.ini')}"`);
  });

  it('stops a program and removes its file, also when only one of the two is left', async () => {
    addFile('fck-a');
    addFile('fck-ab');
    supervisord.states.set('fck-a', 'RUNNING');
    await rpc('stop', 'fck-a');
    expect(supervisord.orders).toEqual(['stopProcessGroup fck-a', 'removeProcessGroup fck-a']);
    expect(readdirSync(join(folder, 'conf.d'))).toEqual(['fck-ab.ini']);
    expect(await rpc('stop', 'fck-ab')).toEqual({ code: 0, answer: 'null' });
    expect(await rpc('stop', 'fck-ab')).toEqual({ code: 0, answer: 'null' });
    expect(readdirSync(join(folder, 'conf.d'))).toEqual([]);
  });

  it('kills a program with all its children, after it said that it is not to be started again', async () => {
    const child = spawn('sh', ['-c', 'trap "" TERM; sleep 60 & echo up; wait; sleep 60'], { detached: true });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    supervisord.states.set('fck-a', 'RUNNING');
    supervisord.pids.set('fck-a', child.pid ?? 0);
    expect(await rpc('kill', 'fck-a')).toEqual({ code: 0, answer: 'null' });
    // Its output is closed only when the child that inherited it is gone too.
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(supervisord.orders[0]).toBe('stopProcessGroup fck-a');
    expect(supervisord.states.has('fck-a')).toBe(false);
  });

  it('lists what is in supervisord and what would be after a reboot', async () => {
    addFile('fck-web-1');
    addFile('fck-worker-1');
    supervisord.states.set('fck-web-2', 'FATAL').set('theirs', 'RUNNING');
    expect(Object.keys(await programs())).toEqual(['fck-web-1', 'fck-web-2', 'fck-worker-1']);
  });

  it('lists files, and says that supervisord is down when it has to start something', async () => {
    addFile('fck-a');
    await supervisord.close();
    const { down, programs } = JSON.parse((await rpc('programs')).answer);
    expect(Object.keys(programs)).toEqual(['fck-a']);
    expect(down).toContain('No such file');
    expect((await rpc('start', 'fck-a')).answer).toContain('"kind": "not-running"');
  });

  it.each(['programs', 'start', 'stop', 'kill'])(
    '%s: says that its socket is gone, and takes nothing for stopped',
    async (verb) => {
      await supervisord.close();
      const process = spawn('sh', ['-c', 'sleep 60; :', 'supervisord']);
      try {
        writeFileSync(join(folder, 'pid'), `${process.pid}\n`);
        appendFileSync(join(folder, 'supervisord.conf'), '[supervisord]\npidfile=%(here)s/pid\n');
        const { code, answer } = await rpc(verb, ...(verb === 'programs' ? [] : ['fck-a']));
        expect(code).toBe(1);
        expect(answer).toContain('"kind": "unreachable"');
        expect(answer).toContain(`it runs as process ${process.pid}`);
      } finally {
        process.kill();
      }
    },
  );

  it('keeps the logs of the newest five instances that are gone', async () => {
    mkdirSync(join(folder, 'logs'));
    for (let n = 1; n <= 8; n += 1) {
      writeFileSync(join(folder, 'logs', `s.web.g.1.${n}.log`), '');
      writeFileSync(join(folder, 'logs', `s.web.g.1.${n}.log.1`), '');
    }
    supervisord.states.set('fck-s.web.g.1.1', 'RUNNING');
    await rpc('stop', 'fck-s.web.g.1.8');
    const kept = readdirSync(join(folder, 'logs'));
    expect(kept.filter((file) => file.endsWith('.log'))).toHaveLength(6);
    expect(kept.filter((file) => file.endsWith('.log.1'))).toHaveLength(6);
    expect(kept).toContain('s.web.g.1.1.log');
  });
});
