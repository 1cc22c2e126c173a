import { type Service, secret, withoutSecrets, withSecrets } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { type ProgramSection, programSection } from './program-section.js';
import { missingInProgram } from './program-template.js';

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
const data = (changes: Partial<Service> = {}): ProgramSection => ({
  program: 'fck-notes-web-1',
  service: { ...service, ...changes },
  logFile: '/var/log/fck/notes-web-1.log',
});
const section = (changes?: Partial<Service>) => programSection(data(changes));

describe('the file of one program', () => {
  it('lets the master stop its workers, for as long as the service asks for', () => {
    expect(section({ stopTimeout: 39.5, stopSignal: 'QUIT' })).toMatch(
      /stopsignal=QUIT\nstopasgroup=false\nkillasgroup=true\nstopwaitsecs=40\n/,
    );
  });

  it('holds the values of variables, and shows none that is secret', () => {
    expect(section()).toContain('environment=MODE="100%%"');
    const written = section({ env: { MODE: 'x', TOKEN: secret('s3c%ret') } });
    expect(written).not.toContain('ret"');
    expect(withSecrets(written)).toContain('environment=MODE="x",TOKEN="s3c%%ret"');
    expect(withoutSecrets(written)).toContain('environment=MODE="x",TOKEN=***\n');
    expect(withoutSecrets(written)).not.toMatch(/s3c|ret"/);
  });

  it.each([
    ['another program', '[program:fck-notes-web-1]', '[program:other]', '`[program:fck-notes-web-1]`'],
    ['nothing to run', 'command=', ';command=', '`command=`'],
    ['no user, which would be root', 'user=', 'users=', '`user=`'],
    ['another log', 'notes-web-1.log', 'x.log', '`stdout_logfile=/var/log/fck/notes-web-1.log`'],
  ])('reports what is missing when it is overridden: %s', (_, from, to, lacking) => {
    expect(missingInProgram(section(), data())).toEqual([]);
    expect(missingInProgram(section().replace(from, to), data())).toEqual([lacking]);
  });
});
