import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder } from './fixture/folder.js';
import { runFck } from './fixture/run-fck.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { hostsOfSystem } from './fixture/systems.js';

describe.skipIf(noSandbox)(onHosts('packages on a stand-in for Amazon Linux'), () => {
  let project: Folder;
  const write = (...tools: string[]) =>
    project.write(
      'fck.yaml',
      JSON.stringify({
        name: 'e2e-packages',
        roles: { web: { ...hostsOfSystem('amzn-2023'), provision: { tools } } },
      }),
    );
  const fck = (...args: string[]) => runFck(project.path, args, { seconds: 400 });

  beforeAll(async () => {
    project = new Folder({});
    write();
    expect(await fck('sandbox', 'up', '--install-missing')).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await fck('sandbox', 'down');
    project.remove();
  });

  it.each([[], ['--dry-run']])(
    'that no repository offers are named before anything is changed %s',
    async (...flags) => {
      write('git', 'redis', 'virtualenv', 'package:nosuch');
      const { code, stdout, stderr } = await fck('run', 'provision', ...flags);
      expect(code).toBe(1);
      expect(stdout + stderr).toMatch(/do not offer python3-virtualenv and nosuch\./);
      expect(stdout + stderr).toMatch(/nosuch: for package:nosuch, asked for by `tools:`/);
      expect(stdout + stderr).toMatch(/"venv" may replace "virtualenv"\. SPAL .*package:spal-release/);
      const installed = await fck('exec', '--', 'rpm -q redis6 git; ls /opt/www');
      expect(installed.stdout).toMatch(/redis6 is not installed/);
      expect(installed.stdout).not.toContain('e2e-packages');
    },
  );

  it('are installed by the names of the system, and met by what another package provides', async () => {
    write('__update_packages__', 'reboot', 'venv', 'redis', 'package:npm');
    expect(await fck('run', 'provision')).toMatchObject({ code: 0 });
    const again = await fck('run', 'provision');
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to do') });
  });
});
