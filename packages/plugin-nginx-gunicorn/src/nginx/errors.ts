import { errorKind } from '@fck/core';

const sameAgain = 'and run the same command again. Nothing was switched; the old site still serves.';

/** What can go wrong with nginx as the reverse proxy. */
export const nginxErrors = {
  value: errorKind(
    'NGINX_VALUE',
    "A value cannot be written into nginx's configuration, whose syntax has no way to hold it.",
    (what: string, found: string) => ({
      message: `nginx cannot hold ${what}: it has ${found}.`,
      hint: 'Rename it.',
    }),
  ),
  notRunning: errorKind(
    'NGINX_NOT_RUNNING',
    'nginx does not run on a host of a role that it serves.',
    (status: string) => ({
      message: 'nginx is not installed or does not run.',
      hint: `Run \`fck run provision\`, or see why nginx ended: \`${status}\`, /var/log/nginx/error.log.`,
    }),
  ),
  brokenConfig: errorKind(
    'NGINX_BROKEN_CONFIG',
    'nginx refuses its configuration. If the file is not from fck, it was broken before; the old site still serves.',
    (output: string, ours: string | undefined) => ({
      message:
        ours === undefined
          ? 'nginx refuses its configuration because of a file that is not from fck.'
          : `nginx refuses the site's file ${ours}, which was put back as it was.`,
      hint:
        ours === undefined
          ? `Correct the file that nginx names, check with \`sudo nginx -t\`, ${sameAgain}`
          : `Correct activate.nginx (\`extra\` is inserted unchanged), ${sameAgain}`,
      detail: output,
    }),
  ),
  notIncluded: errorKind(
    'NGINX_NOT_INCLUDED',
    "nginx's main file does not include the folder of the site files.",
    (folder: string) => ({
      message: `nginx does not read ${folder}/*.conf.`,
      hint: `Put \`include ${folder}/*.conf;\` into the http block of nginx.conf, ${sameAgain}`,
    }),
  ),
  defaultTaken: errorKind(
    'NGINX_DEFAULT_TAKEN',
    'A site without `server_names` answers what no other site does; only one site of a port can do that.',
    (listen: string, file: string, lines: readonly number[] = []) => ({
      message: `${file} is already the default site of ${listen}.`,
      hint: isOfFck(file)
        ? `It is another site of fck without server_names. Give one of them server_names, or another port, ${sameAgain}`
        : `Give this site server_names or another port, or remove \`default_server\` from ${placeOf(file, lines)}${orIpv4Alone(listen)}, ${sameAgain}`,
    }),
  ),
  nameTaken: errorKind(
    'NGINX_NAME_TAKEN',
    'Two sites of one port have the same server name: nginx would ignore the second.',
    (name: string, file: string, writer?: 'fabcloudkit') => ({
      message: `The server name ${name} belongs to ${file} already: nginx would ignore this site.`,
      hint:
        writer === 'fabcloudkit'
          ? 'fabcloudkit wrote that file: `fck adopt` replaces it without an outage, and `fck adopt -n` shows it. Nothing was switched; the old site still serves.'
          : `Change activate.nginx.server_names or that file, ${sameAgain}`,
    }),
  ),
  portTaken: errorKind(
    'NGINX_PORT_TAKEN',
    'Another program listens on the address of a site. nginx would keep its old configuration.',
    (listen: string, holder: string) => ({
      message: `nginx cannot listen on ${listen}: ${holder} does.`,
      hint: `Give activate.nginx another \`listen\`, or let that program (\`sudo ss -ltnp\` shows it) have another port${orIpv4Alone(listen)}, ${sameAgain}`,
    }),
  ),
  staticMissing: errorKind(
    'STATIC_MISSING',
    'A folder of static files is not in the build or, for an absolute path, not on the host.',
    (url: string, tried: readonly string[], isAbsolute: boolean) => ({
      message: isAbsolute
        ? `The static files of ${url} are not on the host: there is no ${tried.join(' and ')}.`
        : `The static files of ${url} are not in the build: tried ${tried.join(' and ')}.`,
      hint: isAbsolute
        ? 'An absolute `local` is a path of the host: correct it below activate.nginx.static, let `build: post_build:` put the files there, or use a path in the build, without the leading slash.'
        : 'Correct `local` below activate.nginx.static, or make sure that the files are packaged (package_data, MANIFEST.in) and build again.',
    }),
  ),
  staticUnreadable: errorKind(
    'STATIC_UNREADABLE',
    "nginx's user may not read a folder of static files: nginx would answer every request for them with 403.",
    (user: string, path: string) => ({
      message: `nginx runs as ${user}, which may not read ${path}.`,
      hint: 'Every folder above it needs to be open to others (`chmod o+x`), and the files readable (`chmod -R o+rX`).',
    }),
  ),
  rootIsStatic: errorKind(
    'STATIC_ROOT',
    'Static files have the URL `/`, where nginx passes requests to the service.',
    () => ({
      message:
        'Static files cannot have the URL / in a site with a service: every request would be for a file.',
      hint: 'Give them their own path, such as /static/.',
    }),
  ),
  notReloaded: errorKind(
    'NGINX_NOT_RELOADED',
    'nginx accepted a new configuration but keeps the old one. Usually another program holds its port.',
    (log: string) => ({
      message: 'nginx did not take over the new configuration; the old one was put back.',
      hint:
        portForbidden(log) ?? 'Its error log, shown here, says why: usually another program holds the port.',
      detail: log === '' ? undefined : log,
    }),
  ),
};

/** nginx opens its ports as root, so only SELinux can forbid one. */
function portForbidden(log: string): string | undefined {
  const [, port] = /bind\(\) to \S*:(\d+) failed \(13: Permission denied\)/.exec(log) ?? [];
  if (port === undefined) return undefined;
  const command = (change: string) => `sudo semanage port -${change} -t http_port_t -p tcp ${port}`;
  return `SELinux forbids nginx the port ${port}. Allow it, \`${command('a')} || ${command('m')}\`, or choose a port that \`sudo semanage port -l\` lists for http_port_t, ${sameAgain}`;
}

function isOfFck(file: string): boolean {
  return /\/fck-[^/]+\.conf$/.test(file);
}

function placeOf(file: string, lines: readonly number[]): string {
  if (lines.length === 0) return "that file's `listen`";
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(' and ')} of ${file}`;
}

/** A port alone is IPv6 too; `0.0.0.0:80` is IPv4 alone. */
function orIpv4Alone(listen: string): string {
  const [, port] = /^\[::\]:(\d+)$/.exec(listen) ?? [];
  return port === undefined ? '' : `, or omit IPv6 with \`listen: '0.0.0.0:${port}'\``;
}
