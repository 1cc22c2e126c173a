import type { Ask } from '../io.js';
import { initErrors, type Missing } from './errors.js';
import type { Application } from './find-applications.js';
import { type Findings, projectName } from './findings.js';

/** What the command line says. */
export interface Given {
  readonly name: string | undefined;
  readonly hosts: readonly string[];
  readonly sandbox: boolean;
  readonly app: string | undefined;
  readonly domains: readonly string[];
}

/** Everything that the configuration needs. */
export interface Choices {
  readonly name: string;
  /** Empty: a sandbox host. */
  readonly hosts: readonly string[];
  readonly application: Application;
  readonly domains: readonly string[];
}

/**
 * Decides by the command line, then by what was found, then by questions.
 *
 * @param ask undefined: nothing can be asked
 * @throws FckError `INIT_MISSING`, `INIT_NO_APPLICATION`, `INIT_VALUE`, `INIT_CANCELLED`
 */
export async function choose(
  given: Given,
  found: Findings,
  folder: string,
  ask: Ask | undefined,
): Promise<Choices> {
  checkGiven(given);
  // A module below the folder of manage.py cannot be imported from here.
  const isElsewhere = found.djangoFolders.length > 0 && found.applications[0]?.framework === 'Django';
  if (!given.app && (found.applications.length === 0 || isElsewhere))
    throw initErrors.noApplication(folder, found.djangoFolders[0]);
  if (!ask) assertGuessed(given, found);
  const application =
    given.app !== undefined ? applicationNamed(given.app, found) : await chooseApplication(found, ask);
  const hosts = given.sandbox || given.hosts.length > 0 || !ask ? given.hosts : await chooseHosts(found, ask);
  const name = given.name ?? (ask ? await askName(found, ask) : found.name);
  const domains =
    given.domains.length > 0 || hosts.length === 0 || !ask ? given.domains : await askDomains(ask);
  return { name, hosts, application, domains };
}

const namePattern = /^[A-Za-z0-9_-]{1,40}$/;
const applicationPattern = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(\(\))?$/;
const hostPattern = /^([\w.-]+(@[\w.-]+)*@)?([\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?$/;
const domainPattern = /^(\*\.)?[A-Za-z0-9]([\w-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([\w-]*[A-Za-z0-9])?)*$/;

const wrongName = 'letters, digits, "_" and "-" are allowed, at most 40';
const wrongHost = 'a host is written as deploy@203.0.113.10';
const wrongDomain = 'a domain name is written as shop.example.com';

function checkGiven({ name, hosts, app, domains, sandbox }: Given): void {
  if (name !== undefined && !namePattern.test(name)) throw initErrors.wrongValue('--name', name, wrongName);
  if (app !== undefined && !applicationPattern.test(app))
    throw initErrors.wrongValue('--app', app, 'it is a module and a variable, such as shop.wsgi:app');
  for (const host of hosts)
    if (!hostPattern.test(host)) throw initErrors.wrongValue('--host', host, wrongHost);
  for (const domain of domains)
    if (!domainPattern.test(domain)) throw initErrors.wrongValue('--domain', domain, wrongDomain);
  if (sandbox && hosts.length > 0)
    throw initErrors.wrongValue('--host', hosts.join(','), 'with --sandbox, fck makes the host itself');
}

function assertGuessed(given: Given, found: Findings): void {
  const missing: Missing[] = [];
  if (!given.sandbox && given.hosts.length === 0)
    missing.push({
      what: 'on which host the site is to run',
      flag: '--host deploy@203.0.113.10 (or --sandbox for a throwaway host on this machine)',
    });
  const isAppNeeded = !given.app && !found.isApplicationClear;
  if (isAppNeeded) missing.push({ what: 'which application to serve', flag: '--app MODULE:VARIABLE' });
  if (missing.length === 0) return;
  const seen: string[] = [];
  if (isAppNeeded) seen.push(`Applications: ${found.applications.map(nameOf).join(', ')}`);
  if (missing.length > (isAppNeeded ? 1 : 0) && found.sshHosts.length > 0)
    seen.push(`Hosts of ~/.ssh/config: ${found.sshHosts.join(', ')}`);
  throw initErrors.notGuessed(missing, seen);
}

/** An application as servers write it: `shop:app`, `shop:create_app()`. */
export function nameOf({ module, variable, isFactory }: Application): string {
  return `${module}:${variable}${isFactory ? '()' : ''}`;
}

function applicationNamed(app: string, { applications, dependencies }: Findings): Application {
  const known = applications.find((application) => nameOf(application) === app);
  if (known) return known;
  const [module = '', variable = ''] = app.split(':');
  const isAsynchronous = ['fastapi', 'starlette', 'litestar', 'quart'].some((name) =>
    dependencies.names.has(name),
  );
  return {
    module,
    variable: variable.replace('()', ''),
    isFactory: variable.endsWith('()'),
    interface: isAsynchronous ? 'asgi' : 'wsgi',
    framework: undefined,
    file: `${module.replaceAll('.', '/')}.py`,
  };
}

async function chooseApplication(found: Findings, ask: Ask | undefined): Promise<Application> {
  const [first] = found.applications;
  if (first === undefined) throw initErrors.noApplication('.', undefined);
  if (found.isApplicationClear || !ask) return first;
  const answer = await ask({
    kind: 'choice',
    message: 'Which application is to be served?',
    choices: found.applications.map((application) => ({
      value: nameOf(application),
      hint: application.file,
    })),
  });
  return applicationNamed(answered(answer), found);
}

const SANDBOX = 'a throwaway host on this machine (sandbox)';
const OTHER = 'another host';

async function chooseHosts(found: Findings, ask: Ask): Promise<readonly string[]> {
  const choice = answered(
    await ask({
      kind: 'choice',
      message: 'Where is the site to run?',
      choices: [
        ...found.sshHosts.slice(0, 20).map((value) => ({ value, hint: '~/.ssh/config' })),
        { value: OTHER, hint: 'that you log in to by SSH' },
        { value: SANDBOX, hint: 'Debian or Ubuntu, as root' },
      ],
    }),
  );
  if (choice === SANDBOX) return [];
  if (choice !== OTHER) return [choice];
  const address = await ask({
    kind: 'text',
    message: 'User and address of the host',
    example: 'deploy@203.0.113.10',
    problem: (text) => (hostPattern.test(text) ? undefined : wrongHost),
  });
  return [answered(address)];
}

async function askName(found: Findings, ask: Ask): Promise<string> {
  const answer = await ask({
    kind: 'text',
    message: 'Name of the project',
    initial: found.name,
    problem: (text) => (namePattern.test(text) ? undefined : wrongName),
  });
  return projectName(answered(answer));
}

async function askDomains(ask: Ask): Promise<readonly string[]> {
  const answer = await ask({
    kind: 'text',
    message: 'Domain name of the site (empty: none yet)',
    example: 'shop.example.com',
    initial: '',
    problem: (text) => (text === '' || domainPattern.test(text) ? undefined : wrongDomain),
  });
  const domain = answered(answer);
  return domain === '' ? [] : [domain];
}

function answered(answer: string | undefined): string {
  if (answer === undefined) throw initErrors.cancelled();
  return answer;
}
