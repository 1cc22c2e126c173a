import {
  type Fck,
  type HealthCheck,
  type Host,
  isFckError,
  type ProcessManager,
  type PythonArguments,
  type Remote,
  type Service,
  sh,
} from '@fck/core';
import { z } from 'zod';
import { supervisorErrors } from './errors.js';
import { fileReader } from './file-reader.js';
import { daemonCommand } from './places.js';
import { type Program, programReader } from './programs.js';
import { provisionSupervisor, supervisorAvailability } from './provisioning.js';
import { ask, order, type Placement } from './rpc.js';

/** Prefix of the names of our programs: foreign programs in supervisord are never touched. */
const OURS = 'fck-';

const foreign = z.lazy(() =>
  z.array(
    z.object({
      name: z.string(),
      file: z.string().nullable(),
      running: z.boolean(),
      command: z.string().nullable(),
    }),
  ),
);

const GONE: Program = { pid: null, up: false, ended: 'it was removed while it started' };

/** Runs each instance as a supervisord program `fck-<id>` with a configuration file and a log of its own. */
export function supervisor(place: Placement): ProcessManager {
  const programsOn = programReader(place);
  /** The start finds the place of the file; later requests about the instance need not look it up again. */
  const files = new WeakMap<Host, Map<string, string>>();
  const fileOf = async (remote: Remote, program: string): Promise<string> => {
    const known = files.get(remote.host) ?? new Map<string, string>();
    files.set(remote.host, known);
    const file = known.get(program) ?? (await configFile(remote, place, program));
    known.set(program, file);
    return file;
  };
  return {
    about: 'Runs services under supervisord: started at boot, and again when they end.',
    availability: supervisorAvailability,
    provision: provisionSupervisor,

    async start({ fck, remote }, instance, service, health) {
      const program = programOf(instance.id);
      const file = await fileOf(remote, program);
      const text = programText(fck, place, instance.id, service);
      // The environment may contain secrets, which only supervisord itself has to read.
      await remote.as('root').write(file, text, { mode: 0o600, owner: 'root' });
      try {
        await order(remote, place, {
          verb: 'start',
          program,
          args: { logs: place.logs, health: probeOf(service, health) },
        });
      } catch (thrown) {
        await forget(remote, place, program, 'kill');
        throw thrown;
      }
    },

    async files({ fck, remote }, instance, service) {
      const path = await fileOf(remote, programOf(instance.id));
      return [{ path, content: programText(fck, place, instance.id, service) }];
    },

    async stop({ remote }, id, { atOnce = false } = {}) {
      const program = programOf(id);
      if ((await programsOn(remote)).programs.has(program))
        await forget(remote, place, program, atOnce ? 'kill' : 'stop');
    },

    async pause({ remote }, id) {
      await order(remote, place, { verb: 'pause', program: programOf(id), args: {} });
    },

    async resume({ remote }, id) {
      await order(remote, place, { verb: 'resume', program: programOf(id), args: {} });
    },

    async list(remote, prefix) {
      const { programs } = await programsOn(remote);
      return [...programs.keys()]
        .filter((program) => program.startsWith(OURS + prefix))
        .map((program) => program.slice(OURS.length));
    },

    async running(remote, ids) {
      const { programs } = await programsOn(remote);
      return ids.filter((id) => (programs.get(OURS + id)?.pid ?? null) !== null);
    },

    async mainProcess(remote, id) {
      return (await programsOn(remote)).programs.get(programOf(id))?.pid ?? undefined;
    },

    async stable(remote, id) {
      const program = programOf(id);
      const { programs, down } = await programsOn(remote);
      if (down !== null)
        throw supervisorErrors.notRunning(down, daemonCommand(await remote.facts(), 'start'));
      const { up, ended } = programs.get(program) ?? GONE;
      if (ended !== null) throw supervisorErrors.ended(program, ended);
      return up;
    },

    logs: (remote, id, lines) => tail(remote, logFile(place, id), lines),

    logReader: (id, wanted) => fileReader(logFile(place, id), wanted),

    async foreignPrograms(remote) {
      const found = (await ask(remote, place, foreign, 'foreign')) ?? [];
      return found.map(({ name, file, running, command }) => ({
        name,
        file: file ?? undefined,
        running,
        command: command ?? undefined,
      }));
    },

    async retire({ remote }, program, backups) {
      await order(remote, place, { verb: 'retire', program, args: { backups } });
    },

    async ownLog(remote, lines, about) {
      const words = about.flatMap((word) => ['-e', word]);
      const { stdout } = await remote
        .as('root')
        .look(sh`tail -n 2000 -- /var/log/supervisor/supervisord.log | grep -F ${words} | tail -n ${lines}`);
      return stdout.trimEnd();
    },
  };
}

function programText(fck: Fck, place: Placement, id: string, service: Service): string {
  const data = { program: programOf(id), service, logFile: logFile(place, id) };
  return fck.templates.render('supervisor.program', data);
}

/** Ends a program and removes its file. `stop` gives the program its time to end, `kill` does not. */
async function forget(
  remote: Remote,
  place: Placement,
  program: string,
  verb: 'stop' | 'kill',
): Promise<void> {
  await order(remote, place, { verb, program, args: { logs: place.logs } });
}

/** The request that the start sends the service: a good answer within the first second counts as started. */
function probeOf({ endpoint }: Service, health: HealthCheck | undefined): PythonArguments | null {
  if (!health || !endpoint) return null;
  const { kind } = endpoint;
  const address = kind === 'unix' ? endpoint.path : `${endpoint.address}:${endpoint.port}`;
  const host = health.hostName ?? (kind === 'unix' ? 'localhost' : address);
  return { family: kind, address, path: health.path, host };
}

async function configFile(remote: Remote, place: Placement, program: string): Promise<string> {
  const file = await ask(remote, place, z.string(), 'file_of', { program }).catch((thrown: unknown) => {
    // In a dry run, supervisord may be about to be installed.
    if (remote.dryRun && isFckError(thrown)) return `/etc/supervisor/conf.d/${program}.conf`;
    throw thrown;
  });
  if (file !== undefined) return file;
  if (remote.dryRun) return `/etc/supervisor/conf.d/${program}.conf`;
  throw supervisorErrors.notRunning(
    'python3, which supervisord runs on, was not found',
    daemonCommand(await remote.facts(), 'start'),
  );
}

async function tail(remote: Remote, file: string, lines: number): Promise<string> {
  return (await remote.as('root').look(sh`tail -n ${lines} -- ${file}`)).stdout.trimEnd();
}

function programOf(id: string): string {
  if (!/^[A-Za-z0-9._-]+$/.test(id))
    throw supervisorErrors.value(
      'the name of the service',
      'characters other than letters, digits, ., _ and -',
    );
  return OURS + id;
}

function logFile(place: Placement, id: string): string {
  return `${place.logs}/${id}.log`;
}
