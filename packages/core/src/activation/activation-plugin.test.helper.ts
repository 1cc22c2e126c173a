import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { folderHosts, idleService } from '@fck/testing';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { HostContext } from '../api/contexts.js';
import type { HostStateData } from '../api/host-state.js';
import type { Maintenance } from '../api/maintenance.js';
import type { Plugin, PluginEntry } from '../api/plugin.js';
import type { Site } from '../api/reverse-proxy.js';
import type { Service } from '../api/service.js';
import type { WrittenFile } from '../api/written-file.js';
import { type BuildProject, buildProject } from '../build/build-plugin.test.helper.js';
import { sh } from '../command/command.js';
import { FckError } from '../errors/fck-error.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';

/** Failures that a test can cause on a host. */
export type Trouble =
  | 'sick'
  | 'picky'
  | 'port is taken'
  | 'start fails'
  | 'switch fails'
  | 'not verified'
  | 'ends young'
  | 'stop fails'
  | 'manager hangs'
  | 'busy'
  | 'not listed'
  | 'log is out of reach'
  | 'walled in'
  | 'maintenance is ignored';

/** What a reverse proxy answers. */
interface ProxyState {
  verificationAnswer: string | undefined;
  maintenance?: Maintenance | undefined;
  /** The status of every page, instead of 200. */
  page?: { readonly status: number; readonly headers?: { readonly location: string } };
}

/**
 * The services and reverse proxies of some hosts, in memory: instances and proxies are HTTP servers of this process.
 */
export class FakeServices {
  /** What was started, switched, stopped …, in order: `start one shop.a.app.1.1`. */
  readonly done: string[] = [];
  readonly #running = new Map<string, Map<string, Server | undefined>>();
  readonly #proxies = new Map<number, ProxyState>();
  readonly #troubles = new Set<string>();
  readonly #moments: { readonly beginning: string; readonly work: () => void }[] = [];

  /** Runs a function once, right after the first step whose text begins so: `switch one`. */
  when(beginning: string, work: () => void): void {
    this.#moments.push({ beginning, work });
  }

  /** Ports that the reverse proxy of each site listens on beside its own. */
  readonly furtherPorts: number[] = [];

  /** The log of every service; undefined: a few last lines. */
  log: string | undefined;

  /** The environment of the services. */
  environment: Service['env'] = {};

  /** The environment that each service was started with, by its id. */
  readonly startedWith = new Map<string, Service['env']>();

  /** The content of the proxies' own log file; undefined: they have none. */
  siteText: string | undefined;

  /** The name that proxies serve their sites under. */
  siteHost: string | undefined;

  /** A file with the header that leads through a maintenance. */
  headersFile: string | undefined;

  /** Path of that file on a host. */
  fileOf = (host: string, site: string): string => `/nowhere/${host}/${site}`;

  /** How many looks cannot tell yet whether a service stays up. */
  unstableFor = 0;

  /** Records each step in `log`. */
  note(what: string): void {
    this.done.push(what);
    const index = this.#moments.findIndex(({ beginning }) => what.startsWith(beginning));
    if (index !== -1) for (const { work } of this.#moments.splice(index, 1)) work();
  }

  trouble(trouble: Trouble, host: string, is = true): void {
    if (is) this.#troubles.add(`${trouble} ${host}`);
    else this.#troubles.delete(`${trouble} ${host}`);
  }

  has(trouble: Trouble, host: string): boolean {
    return this.#troubles.has(`${trouble} ${host}`);
  }

  /** Ids of what is paused on a host. */
  readonly paused = new Map<string, Set<string>>();

  /** Ids of what runs on a host. */
  on(host: string): Map<string, Server | undefined> {
    const known = this.#running.get(host) ?? new Map<string, Server | undefined>();
    this.#running.set(host, known);
    return known;
  }

  proxy(port: number): ProxyState {
    const known: ProxyState = this.#proxies.get(port) ?? { verificationAnswer: undefined };
    this.#proxies.set(port, known);
    return known;
  }

  /** Starts a reverse proxy that answers with its verification, and returns its port. */
  async openProxy(): Promise<number> {
    let port = 0;
    const server = createServer((request, response) => {
      const { verificationAnswer, page = { status: 200 }, maintenance } = this.proxy(port);
      if (maintenance && request.headers['x-pass'] === undefined) response.writeHead(503).end('maintenance');
      else if (request.url?.startsWith('/.well-known/'))
        response.writeHead(verificationAnswer === undefined ? 503 : 200).end(`${verificationAnswer}\n`);
      else
        response.writeHead(verificationAnswer === undefined ? 503 : page.status, page.headers).end('hello');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    onTestFinished(() => void server.close());
    return port;
  }
}

const proxySection = z.strictObject({ port: z.number() });

/** The file of a proxy, where it has one. */
function proxyFiles(
  services: FakeServices,
  { remote }: Pick<HostContext, 'remote'>,
  site: Site,
): WrittenFile[] {
  const { siteText } = services;
  if (siteText === undefined) return [];
  return [
    {
      path: services.fileOf(remote.host.name, site.name),
      content: `${siteText} ${site.verificationAnswer}\n`,
    },
  ];
}

/** A plugin with the services `app` (listens) and `worker`, the process manager `memory` and the reverse proxy `proxy`. */
export function servicesPlugin(services: FakeServices): Plugin {
  return definePlugin({
    name: 'services',
    apply(fck) {
      const schema = z.strictObject({}).optional();
      for (const [kind, listens] of [
        ['app', true],
        ['worker', false],
      ] as const) {
        fck.services.register(kind, {
          about: kind,
          schema,
          listens,
          causeIn: (log) => /^because .*/m.exec(log)?.[0],
          describe: async (context, { endpoint, user }) => ({
            ...idleService(kind, context, endpoint),
            env: services.environment,
            user,
          }),
        });
      }
      fck.processManagers.register('memory', {
        about: 'keeps services in this process',
        async start({ host, dryRun }, { id }, { endpoint, env }) {
          if (dryRun) return;
          services.startedWith.set(`${host.name} ${id}`, env);
          services.note(`start ${host.name} ${id}`);
          if (services.has('start fails', host.name))
            throw new FckError({ code: 'START_FAILED', message: `${id} does not start.` });
          const server =
            endpoint?.kind === 'tcp'
              ? await serve(endpoint.port, (asked) =>
                  services.has('sick', host.name)
                    ? 500
                    : services.has('picky', host.name) && asked !== 'www.example.com'
                      ? 400
                      : 200,
                )
              : undefined;
          services.on(host.name).set(id, server);
        },
        async stop({ host, dryRun, remote }, id, { atOnce = false } = {}) {
          if (dryRun) return remote.run(sh`:`, { title: `stop ${id}` });
          services.note(`stop ${host.name} ${id}${atOnce ? ' at once' : ''}`);
          if (services.has('stop fails', host.name)) throw new Error(`${id} does not end.`);
          services.on(host.name).get(id)?.close();
          services.on(host.name).delete(id);
          services.paused.get(host.name)?.delete(id);
        },
        async pause({ host, dryRun, remote }, id) {
          if (dryRun) return remote.run(sh`:`, { title: `pause ${id}` });
          services.note(`pause ${host.name} ${id}`);
          if (!services.on(host.name).delete(id)) return;
          services.paused.set(host.name, (services.paused.get(host.name) ?? new Set()).add(id));
        },
        async resume({ host }, id) {
          services.note(`resume ${host.name} ${id}`);
          if (services.paused.get(host.name)?.delete(id)) services.on(host.name).set(id, undefined);
        },
        list: async ({ host }, prefix) =>
          services.has('not listed', host.name)
            ? []
            : [...services.on(host.name).keys(), ...(services.paused.get(host.name) ?? [])].filter((id) =>
                id.startsWith(prefix),
              ),
        async running({ host }, ids) {
          if (services.has('manager hangs', host.name))
            throw new FckError({ code: 'MANAGER_HANGS', message: 'It does not answer.' });
          return ids.filter((id) => services.on(host.name).has(id));
        },
        async mainProcess({ host }, id) {
          // No process has this id: Linux counts to 2 ** 22.
          const pid = services.has('port is taken', host.name) ? 2 ** 23 : process.pid;
          return services.on(host.name).has(id) ? pid : undefined;
        },
        async stable({ host }, id) {
          if (services.has('ends young', host.name))
            throw new FckError({ code: 'ENDED', message: `${id} has ended.` });
          if (services.unstableFor <= 0) return true;
          services.unstableFor -= 1;
          return false;
        },
        logs: async (_remote, id) => services.log ?? `last words of ${id}`,
        async ownLog({ host }, _lines, about) {
          if (services.has('log is out of reach', host.name))
            throw new FckError({ code: 'NO_LOG', message: 'the disk does not answer' });
          const entries = { 'shop.': 'all is well\n', 'theirs.': 'theirs.web is refused\n' };
          return Object.entries(entries)
            .flatMap(([of, line]) => (about.some((word) => word.startsWith(of)) ? [line] : []))
            .join('');
        },
      });
      fck.proxies.register('proxy', {
        about: 'a reverse proxy',
        schema: proxySection.optional(),
        prepare: async ({ host }) => void services.note(`prepare ${host.name}`),
        remember: async ({ role }) => services.proxy(portOf(role.values)).verificationAnswer ?? null,
        files: async (context, site) => proxyFiles(services, context, site),
        async switchTo(context, site) {
          const { host, dryRun, remote } = context;
          const { section, verificationAnswer } = site;
          for (const { path, content } of proxyFiles(services, context, site))
            await remote.write(path, content);
          if (dryRun) return;
          services.note(`switch ${host.name}`);
          if (services.has('switch fails', host.name)) throw new Error('the proxy is stuck');
          if (!services.has('not verified', host.name))
            services.proxy(proxySection.parse(section).port).verificationAnswer = verificationAnswer;
        },
        async undoSwitch({ host, role }, _site, remembered) {
          services.note(`undo ${host.name}`);
          services.proxy(portOf(role.values)).verificationAnswer =
            typeof remembered === 'string' ? remembered : undefined;
        },
        address: ({ section }) => ({
          url: `http://127.0.0.1:${proxySection.parse(section).port}`,
          hostName: services.siteHost,
        }),
        addresses: async (_context, { section }) =>
          [proxySection.parse(section).port, ...services.furtherPorts].map((port) => ({
            url: `http://127.0.0.1:${port}`,
            hostName: services.siteHost,
            headersFile: services.headersFile,
          })),
        obstacles: async ({ host }) =>
          services.has('walled in', host.name) ? ['a wall keeps visitors out: `open` opens it'] : [],
        maintenance: async ({ role }) => services.proxy(portOf(role.values)).maintenance,
        async beginMaintenance({ host, role, dryRun }, _site, maintenance) {
          if (dryRun) return;
          services.note(`maintenance ${host.name}`);
          if (!services.has('maintenance is ignored', host.name))
            services.proxy(portOf(role.values)).maintenance = maintenance;
        },
        async endMaintenance({ host, role, dryRun }) {
          if (dryRun) return;
          services.note(`end of maintenance ${host.name}`);
          services.proxy(portOf(role.values)).maintenance = undefined;
        },
        workMark: async () => 'mark',
        drained: async ({ host }) => !services.has('busy', host.name),
        async remove({ host, role, dryRun }) {
          if (dryRun) return;
          services.note(`remove ${host.name}`);
          services.proxy(portOf(role.values)).verificationAnswer = undefined;
        },
      });
    },
  });
}

function portOf(values: ReadonlyMap<string, unknown>): number {
  return proxySection.parse(values.get('activate.proxy')).port;
}

/**
 * Listens at a port, with a status for each name. Another test on this machine may have taken the port since it was
 * found free: waits until that test ends.
 */
async function serve(port: number, statusFor: (host: string | undefined) => number): Promise<Server> {
  const server = createServer((request, response) => {
    response.statusCode = statusFor(request.headers.host);
    response.end();
  });
  onTestFinished(() => void server.close());
  for (let attempt = 0; ; attempt++) {
    server.listen(port, '127.0.0.1');
    const refused = await once(server, 'listening').then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused === undefined) return server;
    if (attempt === 2000) throw refused;
    await delay(50);
  }
}

/** A project whose roles `a` (host `one`) and `b` (host `two`) serve, each behind a reverse proxy of its own. */
export interface ServingProject extends BuildProject {
  readonly services: FakeServices;
  readonly ports: { readonly a: number; readonly b: number };
  state(host: string): HostStateData;
  /** Builds, and activates what was built. */
  deploy(): Promise<void>;
  /** The note of each host at the end of a phase: `two: back on shop_00001_abc1234`. */
  notesOf(phase: string): string[];
  /** Texts of all warnings so far. */
  warnings(): string[];
}

/**
 * Sets that project up. Hosts are worked on one after the other, so that the order of steps is fixed.
 *
 * @param buildOfB how the second role gets its builds
 * @param hostOfB the same host for both roles, where they are to share a machine
 * @param plugins beside those that build and serve
 */
export async function servingProject(
  activate: object = { app: {} },
  buildOfB: object = { copy_from: { role: 'a' } },
  hostOfB = 'two',
  plugins: readonly PluginEntry[] = [],
): Promise<ServingProject> {
  const services = new FakeServices();
  const ports = { a: await services.openProxy(), b: await services.openProxy() };
  const role = (host: string, port: number, build: object) => ({
    hosts: folderHosts(host),
    build,
    // Long enough for an answer on a busy machine; unhealthy services are waited for as long.
    activate: {
      user: 'nobody',
      http_test_path: '/',
      health: { within: 3 },
      drain: 0.3,
      proxy: { port },
      ...activate,
    },
  });
  const project = await buildProject(
    { parallel: 1, roles: { a: role('one', ports.a, { write: {} }), b: role(hostOfB, ports.b, buildOfB) } },
    [servicesPlugin(services), ...plugins],
  );
  services.fileOf = (host, site) => project.pathOn(host, `${site}.proxy`);
  return {
    ...project,
    services,
    ports,
    state: (host) => JSON.parse(readFileSync(project.pathOn(host, 'state.json'), 'utf8')),
    deploy: async () => {
      await project.fck.run(['build', 'activate']);
      services.done.length = 0;
    },
    notesOf: (phase) =>
      project.events.flatMap((event) =>
        event.type === 'host:end' && event.phase === phase ? [`${event.host}: ${event.note}`] : [],
      ),
    warnings: () =>
      project.events.flatMap((event) =>
        event.type === 'note' && event.level === 'warn' ? [event.text] : [],
      ),
  };
}
