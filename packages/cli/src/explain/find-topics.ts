import type { FckContainer } from '@fck/core/host';
import {
  hookDocumentation,
  type KnownError,
  knownErrors,
  pluginReports,
  type Registration,
  registrationsOf,
  tapsOf,
} from '@fck/core/host';
import { topicOf } from './registration-topic.js';
import { factsOf, type Topic } from './topic.js';

/** Finds everything with a name. A name may mean several things: `build` is a hook, a task and a section. */
export function findTopics(name: string, fck: FckContainer): Topic[] {
  return [
    ...errorTopics(name),
    ...hookTopics(name, fck),
    ...registrationsOf(fck)
      .filter((registration) => namesOf(registration).includes(name))
      .map((registration) => topicOf(registration, fck)),
    ...pipelineTopics(name, fck),
    ...pluginTopics(name, fck),
  ];
}

/** The declared kinds of error with a code. */
export function errorTopics(name: string): Topic[] {
  return knownErrors()
    .filter(({ code }) => code === name.toUpperCase())
    .map(({ code, about }: KnownError) => ({ kind: 'error', name: code, about, facts: {} }));
}

/** Every name that {@link findTopics} knows. */
export function topicNames(fck: FckContainer): string[] {
  return [
    ...new Set([
      ...Object.keys(hookDocumentation()),
      ...registrationsOf(fck).flatMap(namesOf),
      ...fck.pipelines.map((pipeline) => pipeline.name),
      ...fck.plugins.map((plugin) => plugin.name),
      ...knownErrors().map(({ code }) => code),
    ]),
  ];
}

function hookTopics(name: string, fck: FckContainer): Topic[] {
  return Object.entries(hookDocumentation())
    .filter(([hook]) => hook === name)
    .map(([hook, { about, fires, given, gives, order, example }]) => ({
      kind: 'hook',
      name: hook,
      about,
      facts: factsOf({
        fires,
        given,
        gives,
        order,
        taps: tapsOf(fck.hooks)
          .filter((tap) => tap.hook === hook)
          .map(({ plugin }) => plugin)
          .join(' → '),
      }),
      example,
    }));
}

function pipelineTopics(name: string, fck: FckContainer): Topic[] {
  return fck.pipelines
    .filter((pipeline) => pipeline.name === name)
    .map(({ tasks, isConfigured }) => ({
      kind: 'pipeline',
      name,
      owner: isConfigured ? 'the configuration' : 'core',
      about: '',
      facts: factsOf({ run: `fck ${name}, or fck run ${name}`, runs: tasks.join(' → ') }),
    }));
}

/** A section is found by its key, by its path, and by its path in the whole configuration. */
function namesOf({ name, path, at }: Registration): string[] {
  const paths = path === undefined ? [] : [path, at === 'project' ? path : `role.${path}`];
  return [...new Set([name, ...paths])];
}

function pluginTopics(name: string, fck: FckContainer): Topic[] {
  return pluginReports(fck)
    .filter((plugin) => plugin.name === name)
    .map(({ version, from, registered, overrides, taps }) => ({
      kind: 'plugin',
      name,
      about: '',
      facts: factsOf({
        version,
        from,
        ...Object.fromEntries(Object.entries(registered).map(([kind, names]) => [kind, names.join(', ')])),
        overrides: overrides.join(', '),
        taps: taps.map(({ hook }) => hook).join(', '),
      }),
    }));
}
