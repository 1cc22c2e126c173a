import { z } from 'zod';
import type { Fck } from '../api/container.js';
import { Secret, secret } from '../command/secret.js';
import { hostFlaws, isUserName, USER_RULE } from '../names/host-address.js';
import { parseJump } from '../names/jump.js';
import { nameSchema, projectNameSchema } from '../names/names.js';
import { dataSchema } from './data-section.js';
import { envFilesSchema } from './env-file.js';
import { environmentSchema } from './environment.js';
import { limitsSchema } from './limits.js';
import { onceCommandsSchema } from './once-commands.js';
import { servicesSchema } from './services-section.js';
import { splitAddress } from './split-address.js';

// Schemas of rare keys are made when a configuration has the key: otherwise every command would wait for them.

const seconds = z.number().positive();

/** A value that is never shown. */
const secretText = z.union(
  [z.string().min(1).transform(secret), z.custom<Secret>((value) => value instanceof Secret)],
  { error: 'expected a text' },
);

/** The login user: users of directories have an `@`. */
const loginName = z.string().refine(isUserName, USER_RULE);

/** User names that useradd(8) accepts. */
const userName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]*\$?$/, 'must be the name of a user');

const jump = z
  .string()
  .refine(
    (text) => text === 'none' || !('wrong' in parseJump(text)),
    'must be [user@]host[:port], several separated by commas, without characters that a shell understands',
  );

const ssh = z.lazy(() =>
  z.strictObject({
    port: z.int().min(1).max(65535).optional(),
    key_filename: z.union([z.string(), z.array(z.string())]).optional(),
    passphrase: secretText.optional(),
    jump: jump.optional(),
    proxy_command: z.string().min(1).optional(),
    via: z.string().min(1).optional(),
    host_keys: z.array(z.string()).optional(),
    host_key_checking: z.enum(['strict', 'accept-new']).optional(),
    connect_timeout: seconds.optional(),
  }),
);

/** An IPv6 address may be in brackets, as it is in front of a port. */
const address = () =>
  z
    .string()
    .min(1)
    .transform((text) => /^\[(.+)\]$/.exec(text)?.[1] ?? text);

const hostObject = z.lazy(() =>
  z
    .strictObject({
      name: z.string().min(1).optional(),
      address: address(),
      private_address: address().optional(),
      user: z.string().min(1).optional(),
      port: z.int().min(1).max(65535).optional(),
      transport: nameSchema().optional(),
      labels: z.record(z.string(), z.coerce.string()).optional(),
      sudo_password: secretText.optional(),
      ssh: ssh.optional(),
    })
    .superRefine((entry, problem) => {
      const { private_address: privateAddress } = entry;
      for (const { part, rule } of hostFlaws({ ...entry, privateAddress }))
        problem.addIssue({
          code: 'custom',
          path: [part === 'privateAddress' ? 'private_address' : part],
          message: rule,
        });
    }),
);

const hostText = z
  .string()
  .min(1)
  .superRefine((text, problem) => {
    for (const { part, rule } of hostFlaws(splitAddress(text)))
      problem.addIssue({ code: 'custom', message: `its ${part} ${rule}` });
  });

/** A host in the config: `user@address:port`, or an object. */
export const hostSchema = z.union([hostText, hostObject]);
export type HostEntry = z.output<typeof hostSchema>;

const healthSchema = z.lazy(() =>
  z.strictObject({ within: seconds.default(30), host: z.string().optional() }),
);

const strategySchema = z.lazy(() =>
  z.strictObject({
    canary: z.int().min(1).optional(),
    batch: z
      .union([
        z.int().min(1),
        z
          .string()
          .regex(/^([1-9]|[1-9]\d|100)%$/, 'must be a number of hosts, or a part of them such as 25%'),
      ])
      .optional(),
    pause: z.number().min(0).optional(),
  }),
);

/** Core's own keys, registered as by any plugin. */
export function registerCoreSections(fck: Fck) {
  const project = <S extends z.ZodType>(name: string, about: string, schema: S) =>
    fck.section({ at: 'project', name, about, schema });
  const role = <S extends z.ZodType>(name: string, about: string, schema: S) =>
    fck.section({ at: 'role', name, about, schema });
  const activate = <S extends z.ZodType>(name: string, about: string, schema: S) =>
    fck.section({ at: 'role.activate', name, about, schema });
  const anything = z.unknown();
  const mapping = z.record(z.string(), z.unknown());
  const schemaFile = 'Where editors find the JSON Schema of this file (`fck schema`).';
  return {
    schema: project('$schema', schemaFile, z.string()),
    roleSchema: role('$schema', schemaFile, z.string()),
    name: project('name', 'Begins the name of every build; a folder on every host.', projectNameSchema()),
    plugins: project('plugins', 'Plugins to load. Default: the official ones.', anything),
    roles: project('roles', 'Roles inline by name, or a list of files and inline roles.', anything),
    tasks: project(
      'tasks',
      'Tasks of the project by name, in a configuration that is a module. Others are files of the folder `tasks`.',
      mapping,
    ),
    root: project(
      'root',
      'Folder on every host that holds the projects.',
      z.string().startsWith('/').default('/opt/www'),
    ),
    buildsDir: project('builds_dir', 'Name of the folder of builds.', nameSchema().default('builds')),
    reposDir: project('repos_dir', 'Name of the folder of repositories.', nameSchema().default('repos')),
    keyFilename: project(
      'key_filename',
      'Private key file for SSH, unless a role or host names another.',
      z.string(),
    ),
    projectUser: project('user', 'Login user, unless a role or host names another.', loginName),
    projectSsh: project('ssh', 'How hosts are reached, unless a role or host says otherwise.', ssh),
    sudoPassword: project('sudo_password', 'Password for sudo on hosts that ask for one.', secretText),
    parallel: project('parallel', 'Hosts worked on at once.', z.int().min(1).default(20)),
    limits: project(
      'limits',
      'Seconds that plugins may take: to load, for one hook of one host, until one that still works is named, and to end after an interruption.',
      limitsSchema,
    ),
    pipelines: project(
      'pipelines',
      'Named lists of phases, tasks and other pipelines: `fck run NAME` and `fck NAME` run them. `up` and `deploy` may be redefined.',
      z.lazy(() => z.record(nameSchema(), z.array(z.string()).min(1))),
    ),
    keepBuilds: project(
      'keep_builds',
      'Builds kept on each host beside those in use.',
      z.int().min(1).default(5),
    ),
    environment: project(
      'env',
      'Environment variables of all services, and of the commands of `build: post_build:`.',
      z.lazy(environmentSchema),
    ),
    data: project(
      'data',
      'Folders and files that outlive builds, by their paths in the code: `folder`, `file`, or permission bits of a folder.',
      z.lazy(dataSchema),
    ),
    envFile: project(
      'env_file',
      'Files of this machine with further environment variables, all of them secret; `env:` comes over them.',
      z.lazy(envFilesSchema),
    ),
    roleEnvFile: role(
      'env_file',
      'Files of this machine with further environment variables of the role.',
      z.lazy(envFilesSchema),
    ),
    roleEnvironment: role(
      'env',
      'Environment variables of its services and commands, over those of the project.',
      z.lazy(environmentSchema),
    ),
    roleName: role('name', 'What the role is called.', nameSchema()),
    description: role('description', 'What the role is for.', z.string()),
    user: role('user', 'Login user of its hosts.', loginName),
    hosts: role('hosts', 'Its hosts: `user@address:port`, or objects.', z.array(hostSchema)),
    ssh: role('ssh', 'How its hosts are reached.', ssh),
    provision: role('provision', 'What must be true of its hosts.', mapping),
    build: role('build', 'How its hosts get their builds.', mapping),
    activate: role('activate', 'How a build is served.', mapping),
    tools: fck.section({
      at: 'role.provision',
      name: 'tools',
      about:
        'Tools to install, by their names in the catalogue (`fck tools`); `package:NAME` for a package as it is.',
      schema: z.lazy(() => z.union([z.string().transform((name) => [name]), z.array(z.string())])),
    }),
    httpTestPath: activate(
      'http_test_path',
      'Path that must answer with 200 to 399 for a build to be healthy.',
      z.string().startsWith('/'),
    ),
    health: activate(
      'health',
      'Seconds a new service may take to answer, and the Host header to ask with.',
      healthSchema,
    ),
    drain: activate(
      'drain',
      'Seconds that requests under way may take to end after the switch.',
      seconds.default(30),
    ),
    strategy: activate(
      'strategy',
      'How its hosts switch: `canary` first, then `batch` at once, with `pause` seconds between. Default: all at once; 25% in a rotation.',
      strategySchema,
    ),
    release: activate(
      'release',
      'Commands that are run once, on one host, with the new build and its environment, before any of its services starts: migrations.',
      z.lazy(onceCommandsSchema),
    ),
    after: activate(
      'after',
      'Commands that are run once, on one host, when the new build serves on all.',
      z.lazy(onceCommandsSchema),
    ),
    services: activate(
      'services',
      'Further programs of the build that run beside its service, by name: workers, schedulers.',
      z.lazy(servicesSchema),
    ),
    processManager: activate(
      'process_manager',
      'Which process manager runs the services. Default: the first one that a host can have; it keeps it.',
      z.string(),
    ),
    serviceUser: activate(
      'user',
      'Unix user that services run as. Default: `fck-<project>`, a system user that provisioning creates.',
      userName,
    ),
    bind: activate(
      'bind',
      'Where services listen: on a Unix `socket` that only they and the reverse proxy can reach, or on a TCP `port` of 127.0.0.1. Default: a socket where both can use one.',
      z.enum(['socket', 'port']),
    ),
  };
}

/** Reads the values of core's own keys. */
export type AllCoreSections = ReturnType<typeof registerCoreSections>;
