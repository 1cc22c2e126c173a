import { errorKind, type Place } from './fck-error.js';

/** What can go wrong while a build is activated. Unless said otherwise, what served before still serves. */
export const activationErrors = {
  unhealthy: errorKind(
    'HEALTH_CHECK_FAILED',
    'A new service did not answer its health check in time. It was stopped again; what served before still serves.',
    (host: string, what: string, seconds: number, answer: string, logs: string, refused?: string) => ({
      message: `${what} did not become healthy on ${host} within ${seconds} s: ${answer}. What served before still serves.`,
      detail: logs === '' ? undefined : logs,
      hint: `${logs === '' ? 'It logged nothing.' : 'What it logged stands above, all of it in `fck history`.'} Correct the application (or \`http_test_path\`, \`health: {within}\`) and deploy again.${
        refused === undefined
          ? ''
          : ` Applications answer 400 to a Host that they do not know, as Django does by ALLOWED_HOSTS: it was asked for ${refused}. Name one that it takes: \`activate: {health: {host: NAME}}\`.`
      }`,
      host,
    }),
  ),
  notListed: errorKind(
    'INSTANCE_NOT_LISTED',
    'A process manager runs a service, but its `list` does not give the id of it: nobody would ever stop it. This is an error in the plugin.',
    (host: string, manager: string, id: string) => ({
      message: `${manager} runs ${id} on ${host}, but does not list it, so it would run for ever. It was stopped again; what served before still serves.`,
      hint: 'This is an error in the plugin: `list(remote, prefix)` gives the ids of all that `start` started. What earlier activations left is ended by the next one, once it is listed.',
      host,
    }),
  ),
  secretArgument: errorKind(
    'SERVICE_SECRET_ARGUMENT',
    'A service was about to be started with a secret among its arguments, where every user of the host could read it. Nothing was started.',
    (kind: string, role: string, where: Place) => ({
      message: `A secret of "activate.${kind}" in role "${role}" would stand on the command line of the service.`,
      hint: 'Give it to the service as a variable of its environment (`env:`), and let the program read it from there.',
      where,
    }),
  ),
  notServing: errorKind(
    'SWITCH_NOT_PROVEN',
    'After the switch, the reverse proxy did not answer with the new build. The switch was taken back.',
    (host: string, url: string, build: string, answer: string) => ({
      message: `After the switch, ${url} on ${host} does not answer with ${build}: ${answer}. The switch was taken back.`,
      hint: 'Another site may claim the same names or the port, or the reverse proxy did not take its new configuration: look at its error log.',
      host,
    }),
  ),
  endedAfterSwitch: errorKind(
    'ENDED_AFTER_SWITCH',
    'A service of the new build ended after the switch was proven and committed. It is not taken back; what served before still runs.',
    (host: string, build: string, why: string) => ({
      message: `The services of ${build} on ${host} did not stay up after the switch: ${why}`,
      hint: '`fck rollback` goes back to the build before it; `fck status` shows what visitors get now.',
      host,
    }),
  ),
  undoUnknown: errorKind(
    'UNDO_UNKNOWN',
    'An activation that was left unfinished has to be taken back, and no loaded plugin knows how to take back a part of it.',
    (host: string, run: string, step: string, path: string) => ({
      message: `The activation that run ${run} left unfinished on ${host} cannot be taken back: no plugin has the undo step "${step}".`,
      hint: `Load the plugin that brought it, and run the same command again. If it is gone for good, undo that part by hand, then move ${path} on the host away.`,
      host,
    }),
  ),
  notTakenBack: errorKind(
    'NOT_TAKEN_BACK',
    'An activation that was left unfinished could not be taken back as a whole. What is left to do is remembered on the host.',
    (host: string, build: string, steps: readonly string[]) => ({
      message: `The unfinished activation of ${build} on ${host} could not be taken back: ${steps.join(', ')} failed.`,
      hint: 'The warnings above say why. Correct that (`fck run provision` makes what it needs run again) and run the same command again: it goes on with what is left.',
      host,
    }),
  ),
  nothingServes: errorKind(
    'NOTHING_SERVES',
    'What serves was to be started again, and no build is activated on any of the hosts.',
    (hosts: readonly string[]) => ({
      message:
        hosts.length === 0
          ? 'None of these hosts serves anything.'
          : `Nothing serves on ${hosts.join(', ')}.`,
      hint: '`fck up` builds and activates; `fck run activate` activates the newest build that is there.',
    }),
  ),
  nothingToRun: errorKind(
    'NOTHING_TO_ACTIVATE',
    'The `activate:` section names neither a service nor a reverse proxy.',
    (role: string) => ({
      message: `The "activate" section of role "${role}" names nothing that runs or serves.`,
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
    'A host can have none of the process managers that are loaded, so nothing could run the services of its role. Nothing was changed.',
    (host: string, role: string, names: readonly string[], reasons: readonly string[]) => ({
      message: `Nothing can run the services of ${role} on ${host}: ${reasons.join(', and ')}.`,
      hint: `Name the one that it should be, and its error says what the host needs for it: \`activate: {process_manager: ${names.join(' | ')}}\`. Or add a plugin with another process manager.`,
      host,
    }),
  ),
  managerNotLoaded: errorKind(
    'PROCESS_MANAGER_NOT_LOADED',
    'Services that fck started run under a process manager that no plugin brings any more: nothing could stop them.',
    (host: string, manager: string, id: string) => ({
      message: `${id} runs under ${manager} on ${host}, and no plugin that is loaded brings ${manager}.`,
      hint: `Add the plugin to \`plugins:\` again. To move the services, keep it there and name another one in the role (\`activate: {process_manager: NAME}\`): the next activation stops what runs under ${manager}.`,
      host,
    }),
  ),
  portTakenOver: errorKind(
    'PORT_TAKEN_OVER',
    'The TCP port that a service was given is not held by a process of that service: another local program may answer in its place.',
    (host: string, id: string, port: number, who: string) => ({
      message: `${id} was to listen on port ${port} of ${host}, and ${who}.`,
      hint: `\`sudo ss -ltnp 'sport = :${port}'\` on ${host} names the process. Leave out \`bind: port\`: a socket cannot be taken by another user.`,
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
    'Every port of the range that services get theirs from is in use on the host.',
    (host: string, from: number, to: number) => ({
      message: `No port between ${from} and ${to} is free on ${host}.`,
      host,
    }),
  ),
};
