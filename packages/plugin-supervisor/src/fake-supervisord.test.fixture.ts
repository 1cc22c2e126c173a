import { createServer, type Server } from 'node:http';

/** The part of supervisord that answers requests, without any processes. */
export interface FakeSupervisord {
  /** State of each program, by name. */
  readonly states: Map<string, string>;
  /** Process of each program that has one. */
  readonly pids: Map<string, number>;
  /** The requests so far that change something. */
  readonly orders: string[];
  /** Programs that ended, and were started again. */
  readonly endedBefore: Set<string>;
  /** Programs whose file changed since the last reload. */
  changed: string[];
  /** The error of a reload. */
  refusal: string | undefined;
  /** The state of a program after it is added. */
  stateOfNew: string;
  /** How often a stopped program still reports STOPPING. */
  stopping: number;
  /** Whether its file has no [rpcinterface:supervisor]. */
  hasNoInterface: boolean;
  /** Whether it takes requests and answers none. */
  hangs: boolean;
  /** The credentials of the last request. */
  authorization: string | undefined;
  /** Where it listens, if on a port. */
  port: number;
  close(): Promise<void>;
}

/** Answers on a Unix socket, or a port of 127.0.0.1, as supervisord does. */
export async function fakeSupervisord(socket: string | number): Promise<FakeSupervisord> {
  const fake: FakeSupervisord = {
    states: new Map(),
    pids: new Map(),
    endedBefore: new Set(),
    orders: [],
    changed: [],
    refusal: undefined,
    stateOfNew: 'RUNNING',
    stopping: 0,
    hasNoInterface: false,
    hangs: false,
    authorization: undefined,
    port: 0,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const server: Server = createServer(async (request, response) => {
    fake.authorization = request.headers.authorization;
    if (fake.hangs) return;
    let body = '';
    for await (const chunk of request) body += chunk;
    const [, method = ''] = /<methodName>supervisor\.(\w+)</.exec(body) ?? [];
    const [, program = ''] = /<string>([^<]*)</.exec(body) ?? [];
    response.end(`<?xml version='1.0'?>\n<methodResponse>${answer(fake, method, program)}</methodResponse>`);
  });
  await new Promise<void>((resolve) =>
    typeof socket === 'number' ? server.listen(socket, '127.0.0.1', resolve) : server.listen(socket, resolve),
  );
  const address = server.address();
  if (typeof address === 'object' && address) fake.port = address.port;
  return fake;
}

function answer(fake: FakeSupervisord, method: string, program: string): string {
  if (fake.hasNoInterface) return fault('UNKNOWN_METHOD');
  if (method === 'getAllProcessInfo') {
    for (const [name, state] of fake.states)
      if (state === 'STOPPING' && --fake.stopping <= 0) fake.states.set(name, 'STOPPED');
    return value(array([...fake.states].map(([name, state]) => info(fake, name, state))));
  }
  fake.orders.push(`${method} ${program}`.trim());
  if (method === 'reloadConfig') {
    if (fake.refusal !== undefined) return fault(fake.refusal);
    return value(array([array([array([]), array(fake.changed.map(text)), array([])])]));
  }
  if (method === 'addProcessGroup') fake.states.set(program, fake.stateOfNew);
  else if (!fake.states.has(program)) return fault(`BAD_NAME: ${program}`);
  else if (method === 'stopProcessGroup' && fake.stopping > 0) fake.states.set(program, 'STOPPING');
  else if (method === 'removeProcessGroup' && fake.states.get(program) === 'STOPPING')
    return fault('STILL_RUNNING');
  else if (method === 'removeProcessGroup') fake.states.delete(program);
  return value('<boolean>1</boolean>');
}

function info(fake: FakeSupervisord, name: string, state: string): string {
  const spawnError = state === 'BACKOFF' ? 'Exited too quickly' : '';
  const members = {
    group: text(name),
    statename: text(state),
    spawnerr: text(spawnError),
    exitstatus: '<int>1</int>',
    pid: `<int>${fake.pids.get(name) ?? 0}</int>`,
    stop: `<int>${fake.endedBefore.has(name) ? 1 : 0}</int>`,
  };
  const written = Object.entries(members).map(
    ([key, of]) => `<member><name>${key}</name><value>${of}</value></member>`,
  );
  return `<struct>${written.join('')}</struct>`;
}

function text(content: string): string {
  return `<string>${content}</string>`;
}

function array(values: readonly string[]): string {
  return `<array><data>${values.map((one) => `<value>${one}</value>`).join('')}</data></array>`;
}

function value(content: string): string {
  return `<params><param><value>${content}</value></param></params>`;
}

function fault(why: string): string {
  const members = `<member><name>faultCode</name><value><int>92</int></value></member><member><name>faultString</name><value>${text(why)}</value></member>`;
  return `<fault><value><struct>${members}</struct></value></fault>`;
}
