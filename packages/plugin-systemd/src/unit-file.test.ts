import { type Service, secret, withSecrets } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { missingInUnit, unitTemplate } from './unit-file.js';

const service: Service = {
  kind: 'gunicorn',
  argv: ['/opt/www/shop/builds/b1/bin/gunicorn', '--bind', 'unix:/opt/www/shop/run/web/socket', 'app:app'],
  cwd: '/opt/www/shop/builds/b1',
  env: { KEY: secret('s3cr3t') },
  user: 'fck-shop',
  endpoint: undefined,
  stopSignal: 'QUIT',
  stopTimeout: 39.2,
};
const data = { service, environmentPath: '/etc/fck/systemd/x.env', projectPath: '/opt/www/shop' };
const linesOf = (change: Partial<typeof data> = {}) =>
  unitTemplate.render({ ...data, ...change }).split('\n');

describe('the unit of an instance', () => {
  it('stops the main process with the signal and the time of the service, and is started at boot and after a crash', () => {
    expect(linesOf()).toEqual(
      expect.arrayContaining([
        'KillMode=mixed',
        'KillSignal=SIGQUIT',
        'TimeoutStopSec=40',
        'Restart=always',
        'WantedBy=multi-user.target',
        'User=fck-shop',
      ]),
    );
  });

  it('holds no value of the environment', () => {
    expect(withSecrets(linesOf().join('\n'))).not.toContain('s3cr3t');
  });

  it('lets a project below a folder that becomes read-only write to its own', () => {
    expect(linesOf().filter((line) => line.startsWith('ReadWritePaths='))).toEqual([]);
    expect(linesOf({ projectPath: '/usr/local/www/shop' })).toContain('ReadWritePaths="/usr/local/www/shop"');
    expect(linesOf({ projectPath: '/usrlocal/shop' }).join()).not.toContain('ReadWritePaths');
  });

  it('leaves home folders alone where the project or its user lives in one', () => {
    expect(linesOf()).toContain('ProtectHome=read-only');
    expect(linesOf({ projectPath: '/home/deploy/www/shop' }).join()).not.toContain('ProtectHome');
    const ownHome = { ...service, env: { HOME: '/home/deploy' } };
    expect(linesOf({ service: ownHome }).join()).not.toContain('ProtectHome');
  });

  it('may be changed, but not so that its service runs as root, or is gone after a reboot', () => {
    const text = unitTemplate.render(data);
    expect(missingInUnit(text.replace('PrivateTmp=yes', 'PrivateTmp=no\nMemoryMax=512M'), data)).toEqual([]);
    expect(missingInUnit(text.replace(/^User=.*$/m, ''), data)).toEqual(['`User=`']);
    expect(missingInUnit(text.replace(/^WantedBy=.*$/m, '# '), data)).toEqual(['`WantedBy=`']);
    expect(missingInUnit(text.replace(/^EnvironmentFile=.*$/m, ''), data)).toEqual([
      '`EnvironmentFile=/etc/fck/systemd/x.env`',
    ]);
  });
});
