import type { Phase, SectionPlace, Task, Template, Tool } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { hookOf, jsonSchemaOf, type Registration, rowsOf } from '@fck/core/host';
import { aboutOption, placeForValue } from '../option-text.js';
import { keysOf, typeInWords } from './keys-of.js';
import { factsOf, type Topic } from './topic.js';

const PLACES: Readonly<Record<SectionPlace, string>> = {
  project: 'at the top level of the configuration',
  role: 'in a role',
  'role.provision': 'in a role, below `provision:`',
  'role.build': 'in a role, below `build:`',
  'role.activate': 'in a role, below `activate:`',
};

/** The topic for something that core or a plugin registered. */
export function topicOf(registration: Registration, fck: FckContainer): Topic {
  const { kind, name, owner, about, at, path, schema } = registration;
  const json = schema && jsonSchemaOf(schema);
  const keys = json ? keysOf(json) : [];
  return {
    kind,
    name: path ?? name,
    owner,
    about: about ?? '',
    facts: factsOf({
      stands: at && PLACES[at],
      value: json && keys.length === 0 ? typeInWords(json) : undefined,
      default: json?.['default'] === undefined ? undefined : JSON.stringify(json['default']),
      ...factsByKind(registration, fck),
    }),
    keys: keys.length > 0 ? keys : undefined,
  };
}

function factsByKind(
  { kind, name, value }: Registration,
  fck: FckContainer,
): Record<string, string | undefined> {
  if (kind === 'tool') return toolFacts(value as Tool);
  if (kind === 'task') return taskFacts(name, value as Task);
  if (kind === 'phase') return phaseFacts(name, value as Phase, fck);
  if (kind === 'API') return apiFacts(name, value);
  if (kind === 'template') return templateFacts(name, value as Template, fck);
  return {};
}

function toolFacts(tool: Tool): Record<string, string | undefined> {
  if ('declare' in tool) return { does: 'steps of its own' };
  const packages = Object.entries(tool.packages ?? {}).map(
    ([manager, names]) => `${manager}: ${names.join(' ') || 'not offered'}`,
  );
  return {
    'looked for':
      tool.program === undefined ? (tool.file ?? tool.test?.text) : [tool.program].flat().join(' or '),
    packages: packages.join(', '),
    'use instead': tool.successor,
  };
}

function phaseFacts(name: string, phase: Phase, fck: FckContainer): Record<string, string | undefined> {
  const { scope = 'host', before, after, needs } = phase;
  const pipelines = fck.pipelines.filter(({ tasks }) => tasks.includes(name));
  return {
    run: `fck run ${name}`,
    hook: phase.run ? undefined : `fck.hooks.${hookOf(name, phase)}`,
    once: phase.run ? undefined : `for each ${scope}`,
    needs: needs?.join(', '),
    after: after?.join(', '),
    before: before?.join(', '),
    'part of': pipelines.map((pipeline) => pipeline.name).join(', '),
    ...argumentFacts(phase),
  };
}

function taskFacts(name: string, task: Task): Record<string, string | undefined> {
  return {
    run: `fck run ${name}`,
    needs: task.dependsOn?.join(', '),
    after: task.after?.join(', '),
    before: task.before?.join(', '),
    ...argumentFacts(task),
  };
}

function argumentFacts({ args }: Pick<Task, 'args'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rowsOf(args)).map(([argument, row]) => [
      `--${argument}${placeForValue(row)}`,
      aboutOption(row),
    ]),
  );
}

function apiFacts(name: string, api: unknown): Record<string, string> {
  return { use: `fck.use('${name}')`, members: membersOf(api).join(', ') };
}

/** The members of an object and of its class, without what every object has. */
function membersOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || value === Object.prototype) return [];
  const own = Object.getOwnPropertyNames(value).filter((name) => name !== 'constructor');
  return [...new Set([...own, ...membersOf(Object.getPrototypeOf(value))])];
}

function templateFacts(
  name: string,
  { data }: Template,
  fck: FckContainer,
): Record<string, string | undefined> {
  const owners = fck.templates.overridesOf(name).map(({ owner }) => owner);
  return {
    ...Object.fromEntries(Object.entries(data).map(([key, is]) => [`data.${key}`, is])),
    'overridden by': owners.join(' → '),
  };
}
