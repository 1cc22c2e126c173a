import { Secret, type Service, secret } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { programSection } from './program-section.js';

const service: Service = {
  kind: 'gunicorn',
  argv: ['/opt/www/notes/builds/notes_00001_abc/bin/gunicorn', 'app:app'],
  cwd: '/opt/www/notes',
  env: { MODE: '100%' },
  user: 'deploy',
  endpoint: undefined,
  stopSignal: 'TERM',
  stopTimeout: 40,
};
const section = (changes: Partial<Service> = {}) =>
  programSection({
    program: 'fck-notes-web-1',
    service: { ...service, ...changes },
    logFile: '/var/log/fck/notes-web-1.log',
  });

describe('the file of one program', () => {
  it('lets the master stop its workers, for as long as the service asks for', () => {
    expect(String(section({ stopTimeout: 39.5, stopSignal: 'QUIT' }))).toMatch(
      /stopsignal=QUIT\nstopasgroup=false\nkillasgroup=true\nstopwaitsecs=40\n/,
    );
  });

  it('is secret as a whole if one variable is', () => {
    expect(section()).toContain('environment=MODE="100%%"');
    const withToken = section({ env: { TOKEN: secret('s3cret') } });
    expect(withToken).toBeInstanceOf(Secret);
    expect(withToken instanceof Secret && withToken.reveal()).toContain('environment=TOKEN="s3cret"');
  });
});
