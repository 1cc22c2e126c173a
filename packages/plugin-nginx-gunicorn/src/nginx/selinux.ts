import { type Command, type ProvisionContext, type ProvisionStep, type Remote, sh } from '@fck/core';
import type { NginxSection } from './section.js';

/**
 * The module that lets nginx (`httpd_t`) connect to sockets of services: systemd starts programs of a program folder, and their
 * children, in `unconfined_service_t`, and those of other folders in `init_t`. No boolean of the policy allows that.
 */
const MODULE = 'fck_nginx';
const MODULE_TEXT = ['unconfined_service_t', 'init_t']
  .map(
    (domain) => `(optional ${MODULE}_${domain} (allow httpd_t ${domain} (unix_stream_socket (connectto))))\n`,
  )
  .join('');

/** The type that a socket needs so that nginx may write to it. */
const SOCKET_TYPE = 'httpd_var_run_t';
/** The type of files that nginx may read, and systemd may start. */
const BUILD_TYPE = 'usr_t';
const READABLE = sh`*:usr_t:* | *:lib_t:* | *:bin_t:*`;

const TOOL = 'semanage';

/** Declares what SELinux's policy must allow nginx for a role, on hosts where SELinux is on. */
export async function provisionSelinux(context: ProvisionContext, section: NginxSection): Promise<void> {
  const { remote, paths } = context;
  if ((await remote.facts()).selinux === undefined) return;
  context.tool(TOOL);
  const { sockets, ports } = upstreamsOf(context, section);
  if (sockets) {
    context.declare(moduleIsLoaded);
    context.declare(
      isLabelled(paths.run, SOCKET_TYPE, sh`*:${SOCKET_TYPE}:*`, 'nginx may write to sockets in'),
    );
  }
  if (ports) context.declare(mayConnectToPorts);
  context.declare(isLabelled(paths.builds, BUILD_TYPE, READABLE, 'nginx may read'));
}

/** The kinds of connection from nginx to the services of a role. */
function upstreamsOf({ fck, role }: ProvisionContext, { extra, http_extra }: NginxSection) {
  const services = fck.services.entries().filter(({ name }) => role.values.has(`activate.${name}`));
  const listening = services.filter(({ value }) => value.listens);
  const onPorts = fck.coreSections.bind.of(role) === 'port';
  const takesSocket = listening.map(({ value }) => !onPorts && (value.endpoints ?? []).includes('unix'));
  const passesOn = [...extra, ...http_extra].some(
    (line) => /\b(proxy|grpc|uwsgi|scgi|fastcgi)_pass\b/.test(line) && !line.includes('unix:'),
  );
  return { sockets: takesSocket.includes(true), ports: takesSocket.includes(false) || passesOn };
}

const moduleIsLoaded: ProvisionStep = {
  name: 'SELinux: nginx may connect to services on sockets',
  after: [`${TOOL} is installed`],
  check: (remote) => remote.as('root').test(sh`semodule -l | grep -q ${`^${MODULE}\\b`}`),
  apply: (remote) =>
    remote.as('root').run(
      sh`
folder=$(mktemp -d) || exit
printf %s ${MODULE_TEXT} > "$folder"/${MODULE}.cil && semodule -i "$folder"/${MODULE}.cil
code=$?
rm -rf "$folder"
exit $code`,
      { title: `load the policy module ${MODULE}` },
    ),
};

const mayConnectToPorts: ProvisionStep = {
  name: 'SELinux: httpd_can_network_connect is on',
  after: [`${TOOL} is installed`],
  check: (remote) => remote.as('root').test(sh`getsebool httpd_can_network_connect | grep -q 'on$'`),
  apply: (remote) => remote.as('root').run(sh`setsebool -P httpd_can_network_connect on`),
};

/** Files that are created in the folder later get its type, and `restorecon` keeps it. */
function isLabelled(folder: string, type: string, good: Command, title: string): ProvisionStep {
  const pattern = `${folder.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(/.*)?`;
  return {
    name: `SELinux: ${title} ${folder}`,
    after: [`${TOOL} is installed`],
    check: (remote) =>
      remote.as('root').test(sh`
case $(matchpathcon -n ${folder}) in ${good}) ;; *) exit 1 ;; esac
[ ! -e ${folder} ] || [ -z "$(restorecon -n -v ${folder})" ]`),
    apply: (remote) =>
      remote.as('root').run(
        sh`
case $(matchpathcon -n ${folder}) in
  ${good}) ;;
  *) semanage fcontext -a -t ${type} ${pattern} || semanage fcontext -m -t ${type} ${pattern} || exit ;;
esac
[ ! -e ${folder} ] || restorecon -R ${folder}`,
        { title: `label ${folder} as ${type}` },
      ),
  };
}

/** How many denials are shown. */
const DENIALS = 5;

/** The denials of SELinux for the reverse proxy and services in the last ten minutes; empty if SELinux is off. Looks only. */
export async function denialsOf(remote: Remote): Promise<string> {
  const { selinux } = await remote.facts();
  if (selinux === undefined) return '';
  const { stdout } = await remote.as('root').look(sh`
{ ausearch -m avc -ts recent 2>/dev/null || journalctl --quiet --since -10min --output cat _TRANSPORT=audit + _TRANSPORT=kernel; } |
grep 'avc: *denied' | grep -E 'httpd_t|comm="(nginx|gunicorn|supervisord)' | tail -n ${DENIALS}`);
  const found = stdout.trim();
  return found === ''
    ? `SELinux is ${selinux}, and has denied nginx nothing in the last ten minutes.`
    : `SELinux is ${selinux}. Its denials in the last ten minutes:\n${found}`;
}
