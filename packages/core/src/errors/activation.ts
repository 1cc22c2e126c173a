import { errorKind, type Place } from './fck-error.js';

/** What can go wrong while a build is activated. Unless an entry says otherwise, the active build is unchanged. */
export const activationErrors = {
  unhealthy: errorKind(
    'HEALTH_CHECK_FAILED',
    'A new service did not answer its health check in time. It was stopped; the active build is unchanged.',
    (host: string, what: string, seconds: number, answer: string, logs: string, refused?: string) => ({
      message: `${what} did not become healthy on ${host} within ${seconds} s: ${answer}. The active build is unchanged.`,
      detail: logs === '' ? undefined : logs,
      hint: `${logs === '' ? 'It logged nothing.' : 'The end of its log is above, the whole log in `fck history`.'} Correct the application (or \`http_test_path\`, \`health: {within}\`) and deploy again.${
        refused === undefined
          ? ''
          : ` Some applications answer 400 to an unknown Host header (Django: ALLOWED_HOSTS). The request was sent to ${refused}. Name a host that the application accepts: \`activate: {health: {host: NAME}}\`.`
      }`,
      host,
    }),
  ),
  notListed: errorKind(
    'INSTANCE_NOT_LISTED',
    'A process manager runs a service, but its `list` does not return the id, so fck could never stop the service. This is an error in the plugin.',
    (host: string, manager: string, id: string) => ({
      message: `${manager} runs ${id} on ${host}, but does not list it, so fck could never stop it later. It was stopped; the active build is unchanged.`,
      hint: 'This is an error in the plugin: `list(remote, prefix)` must return the ids of all instances that `start` started. The next activation stops leftover instances once they are listed.',
      host,
    }),
  ),
  secretArgument: errorKind(
    'SERVICE_SECRET_ARGUMENT',
    'A service was about to be started with a secret among its arguments, where every user of the host could read it. Nothing was started.',
    (path: string, role: string, where: Place) => ({
      message: `A secret of "${path}" in role "${role}" would be visible on the command line of the service.`,
      hint: 'Pass it in an environment variable (`env:`), and let the program read it from there.',
      where,
    }),
  ),
  notServing: errorKind(
    'SWITCH_NOT_VERIFIED',
    'After the switch, the reverse proxy did not answer with the new build. The switch was undone.',
    (host: string, url: string, build: string, answer: string) => ({
      message: `After the switch, ${url} on ${host} does not answer with ${build}: ${answer}. The switch was undone.`,
      hint: 'Another site may claim the same server names or port, or the reverse proxy did not load its new configuration. Look at its error log.',
      host,
    }),
  ),
  endedAfterSwitch: errorKind(
    'ENDED_AFTER_SWITCH',
    'A service of the new build ended after the switch was verified and committed. The switch is not undone; the services of the build before it still run.',
    (host: string, build: string, why: string) => ({
      message: `The services of ${build} on ${host} did not stay up after the switch: ${why}`,
      hint: '`fck rollback` activates the build before it; `fck status` shows what visitors get now.',
      host,
    }),
  ),
  undoUnknown: errorKind(
    'UNDO_UNKNOWN',
    'An interrupted activation has to be undone, and no loaded plugin has the handler that undoes one of its steps.',
    (host: string, run: string, step: string, path: string) => ({
      message: `The activation that run ${run} left unfinished on ${host} cannot be undone: no plugin has the undo step "${step}".`,
      hint: `Load the plugin that registered it, and run the same command again. If that plugin is gone for good, undo the step by hand, then move ${path} on the host away.`,
      host,
    }),
  ),
  undoFailed: errorKind(
    'UNDO_FAILED',
    'An interrupted activation could not be undone completely. The host keeps a record of the steps that are left.',
    (host: string, build: string, steps: readonly string[]) => ({
      message: `The unfinished activation of ${build} on ${host} could not be undone: ${steps.join(', ')} failed.`,
      hint: 'The warnings above say why. Correct the cause (`fck run provision` starts the programs that it needs) and run the same command again: it undoes the steps that are left.',
      host,
    }),
  ),
  noMaintenance: errorKind(
    'MAINTENANCE_UNSUPPORTED',
    'A maintenance was asked for, and the plugin of the reverse proxy has none.',
    (host: string, proxy: string) => ({
      message: `${proxy} on ${host} cannot put its site into maintenance: its plugin does not support that.`,
      hint: "Implement `maintenance`, `beginMaintenance` and `endMaintenance` of `ReverseProxy` in the plugin, or choose the proxy's own way.",
      host,
    }),
  ),
  maintenanceNotSeen: errorKind(
    'MAINTENANCE_NOT_SEEN',
    'A maintenance was begun, and visitors still got the site. It was ended again.',
    (host: string, url: string, status: number) => ({
      message: `Visitors of ${url} on ${host} would still get the site: it answers ${status || 'nothing'}, not 503. The maintenance was ended again.`,
      hint: "The site's file may be of an older fck, or a plugin changes it: `fck run activate --force` writes it again. Then run the same command again.",
      host,
    }),
  ),
  nothingServes: errorKind(
    'NOTHING_SERVES',
    'A restart was asked for, and no build is active on any of the hosts.',
    (hosts: readonly string[]) => ({
      message:
        hosts.length === 0
          ? 'No build is active on any of these hosts.'
          : `No build is active on ${hosts.join(', ')}.`,
      hint: '`fck up` builds and activates; `fck run activate` activates the newest build on the host.',
    }),
  ),
  noApplication: errorKind(
    'NO_APPLICATION',
    '`fck app` runs commands in the build that serves, and none serves on the host.',
    (host: string, role: string) => ({
      message: `No build of ${role} is active on ${host}, so there is no application to run a command in.`,
      hint: '`fck builds` lists the builds there: name one with --build, or activate one.',
      host,
    }),
  ),
  nothingToRun: errorKind(
    'NOTHING_TO_ACTIVATE',
    'The `activate:` section names neither a service nor a reverse proxy.',
    (role: string) => ({
      message: `The "activate" section of role "${role}" names neither a service nor a reverse proxy.`,
      hint: 'Add a service such as `gunicorn:`, or a reverse proxy such as `nginx:`.',
    }),
  ),
  severalProxies: errorKind(
    'SEVERAL_PROXIES',
    'The `activate:` section names several reverse proxies.',
    (role: string, proxies: readonly string[]) => ({
      message: `The role "${role}" names several reverse proxies: ${proxies.join(', ')}.`,
      hint: 'Keep one.',
    }),
  ),
  noProcessManager: errorKind(
    'PROCESS_MANAGER_MISSING',
    'None of the loaded process managers can run on a host, so the services of its role cannot be started. Nothing was changed.',
    (host: string, role: string, names: readonly string[], reasons: readonly string[]) => ({
      message: `Nothing can run the services of ${role} on ${host}: ${reasons.join(', and ')}.`,
      hint: `Name the one to use, and its error says what the host needs: \`activate: {process_manager: ${names.join(' | ')}}\`. Or add a plugin with another process manager.`,
      host,
    }),
  ),
  managerNotLoaded: errorKind(
    'PROCESS_MANAGER_NOT_LOADED',
    'Services that fck started run under a process manager that no loaded plugin provides, so fck cannot stop them.',
    (host: string, manager: string, id: string) => ({
      message: `${id} runs under ${manager} on ${host}, and no loaded plugin provides ${manager}.`,
      hint: `Add the plugin to \`plugins:\` again. To move the services, keep it there and name another one in the role (\`activate: {process_manager: NAME}\`): the next activation stops what runs under ${manager}.`,
      host,
    }),
  ),
  cannotPause: errorKind(
    'PROCESS_MANAGER_CANNOT_PAUSE',
    'A service must not run beside the one that replaces it, and the process manager that runs it can only end it for good. Nothing was changed.',
    (host: string, manager: string, id: string) => ({
      message: `${id} on ${host} has to end before its successor starts, and ${manager} cannot start it again if the activation fails.`,
      hint: 'Its plugin needs `pause` and `resume`. Until then write `overlap: true`, or name another process manager: `activate: {process_manager: NAME}`.',
      host,
    }),
  ),
  noProgram: errorKind(
    'SERVICE_PROGRAM_MISSING',
    'The program of a service was not found in its build, nor on the host. Nothing that serves was changed.',
    (host: string, service: string, program: string, build: string) => ({
      message: `The service "${service}" runs \`${program}\`, which was found neither in ${build} nor on ${host}.`,
      hint: 'Correct `command:`, or add what brings the program: a requirement of the project, or one of `provision: tools:`.',
      host,
    }),
  ),
  notSteady: errorKind(
    'SERVICE_NOT_STEADY',
    'A service did not stay up for as long as its `health: {steady}` says. The switch was undone.',
    (host: string, service: string, seconds: number, why: string, logs: string) => ({
      message: `The service "${service}" on ${host} did not stay up for ${seconds} s: ${why}. The switch was undone.`,
      detail: logs === '' ? undefined : logs,
      hint: `${logs === '' ? 'It logged nothing.' : 'The end of its log is above, the whole log in `fck history`.'} Correct the application and deploy again.`,
      host,
    }),
  ),
  portTakenOver: errorKind(
    'PORT_TAKEN_OVER',
    'The TCP port of a service is not held by a process of that service. Another local program may answer in its place.',
    (host: string, id: string, port: number, who: string) => ({
      message: `${id} should listen on port ${port} of ${host}, but ${who}.`,
      hint: `\`sudo ss -ltnp 'sport = :${port}'\` on ${host} names the process. Leave out \`bind: port\`: another user cannot take over a socket.`,
      host,
    }),
  ),
  noServiceUser: errorKind(
    'SERVICE_USER_MISSING',
    'The user that a role names for its services does not exist on a host. Nothing was changed there.',
    (host: string, role: string, user: string) => ({
      message: `The services of ${role} are to run as ${user}, and ${host} has no such user.`,
      hint: 'Correct `activate: {user}`; without it, fck creates a user for the services of the project. Or create the user in a step of a plugin.',
      host,
    }),
  ),
  noSocket: errorKind(
    'SOCKET_NOT_SUPPORTED',
    'A role asks for sockets, and its service or its reverse proxy can only use ports.',
    (role: string, names: readonly string[]) => ({
      message: `The role "${role}" asks for \`bind: socket\`, which ${names.join(' and ')} cannot use.`,
      hint: 'Leave it out, or write `bind: port`.',
    }),
  ),
  socketPathTooLong: errorKind(
    'SOCKET_PATH_TOO_LONG',
    'The path of a socket is longer than Linux allows.',
    (host: string, path: string, longest: number) => ({
      message: `The socket ${path} on ${host} would have a path of ${Buffer.byteLength(path)} bytes; Linux allows ${longest}.`,
      hint: 'Choose a shorter `root`, or `activate: {bind: port}` in the role.',
      host,
    }),
  ),
  noFreePort: errorKind(
    'NO_FREE_PORT',
    'Every port of the range for services is in use on the host.',
    (host: string, from: number, to: number) => ({
      message: `No port between ${from} and ${to} is free on ${host}.`,
      host,
    }),
  ),
};
