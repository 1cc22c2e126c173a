import type { Service } from '@fck/core';
import { iniProgram, iniValue } from './ini-value.js';

declare module '@fck/core' {
  interface TemplateData {
    'supervisor.program': ProgramSection;
  }
}

/** The data of one configuration file of supervisord. */
export interface ProgramSection {
  /** Name of the program and of its group: `fck-<id>`. */
  readonly program: string;
  readonly service: Service;
  readonly logFile: string;
}

/**
 * Writes the configuration file that makes supervisord run one instance.
 *
 * @throws FckError `SUPERVISOR_VALUE` if supervisord cannot hold a value.
 */
export function programSection({ program, service, logFile }: ProgramSection): string {
  const { command, environment } = iniProgram(service.argv, service.env);
  return `; Written by fck. Changes made here are lost with the next activation.
[program:${program}]
command=${command}
directory=${iniValue(service.cwd, 'the working directory')}
user=${iniValue(service.user, 'the user')}
environment=${environment}
autostart=true
autorestart=true
; Retries wait 1, 2, 3 … seconds: with 20, a database that is back after three minutes finds the service still trying.
startsecs=1
startretries=20
; Only the master gets the stop signal, and lets its workers finish; after stopwaitsecs it is killed with its children.
stopsignal=${service.stopSignal}
stopasgroup=false
killasgroup=true
stopwaitsecs=${Math.ceil(service.stopTimeout)}
redirect_stderr=true
stdout_logfile=${iniValue(logFile, 'the log file')}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
`;
}
