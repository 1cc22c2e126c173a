import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotesProject } from './fixture/notes-project.js';
import { fckProgram } from './fixture/run-fck.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';

/** Runs `fck up`, kills it as soon as a step whose name fits begins, and tells whether it got there. */
function killAt(project: NotesProject, step: RegExp): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fckProgram, 'up', '--json'], {
      cwd: project.deploy,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 200_000,
    });
    let rest = '';
    let killed = false;
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const event: { type: string; step?: string } = JSON.parse(line);
        if (event.type !== 'step:start' || !step.test(event.step ?? '')) continue;
        killed = child.kill('SIGKILL');
      }
    });
    child.on('error', reject);
    child.on('close', () => resolve(killed));
  });
}

describe.skipIf(noSandbox)(onHosts('fck up, killed at any step, is taken up by the next'), () => {
  let project: NotesProject;

  beforeAll(() => {
    project = new NotesProject('e2e-killed');
    project.edit('deploy/role_web.yaml', (text) => text.replace('count: 2', 'count: 1'));
  });

  afterAll(() => project?.remove());

  it.each([
    ['installing', /is installed/],
    ['building', /pip install/],
    ['sealing', /^seal the build$/],
    ['copying', /^copy /],
    ['sealing the copy', /seal the build again/],
    ['starting the service', /^start gunicorn/],
    ['switching', /nginx switches/],
    ['recording the switch', /remember what serves/],
    ['stopping what served before', /stop what served before/],
  ])('while %s', async (moment, step) => {
    project.changeHeadline(`Not served: killed while ${moment}`);
    expect(await killAt(project, step)).toBe(true);
  });

  it('and the site is served by one instance, with nothing left over', async () => {
    project.changeHeadline('Served after all');
    await project.fckOk('up');
    const [address] = await project.addressesOf('web');
    expect(await (await fetch(`http://${address}/`)).text()).toContain('Served after all');
    const { stdout } = await project.fckOk(
      'exec',
      '--json',
      '--',
      'sudo supervisorctl status 2>/dev/null | wc -l; ls -A /opt/www/e2e-killed/builds | grep -v -c "^e2e-killed_[0-9]*_[0-9a-f]*\\(.tar.gz\\)\\?$"; true',
    );
    const results: { host: string; stdout: string }[] = JSON.parse(stdout);
    expect(results.find(({ host }) => host === 'web-1')?.stdout).toBe('1\n0\n');
  });
});
