/** Settings whose name in gunicorn's configuration file differs from the command-line option. */
const OPTION_OF_SETTING: Readonly<Record<string, string>> = {
  accesslog: 'access-logfile',
  'access-log-format': 'access-logformat',
  errorlog: 'error-logfile',
  loglevel: 'log-level',
  keepalive: 'keep-alive',
  'preload-app': 'preload',
  'proc-name': 'name',
  'raw-env': 'env',
  pidfile: 'pid',
};

/** The long name of an option, with dashes, for any way to write it: `log_level`, `loglevel`. */
export function longName(written: string): string {
  const name = written.replaceAll('_', '-');
  return OPTION_OF_SETTING[name] ?? name;
}
