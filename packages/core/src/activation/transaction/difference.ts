import type { BuildSource } from '../../api/build.js';
import type { Setting } from '../serving/setting.js';

/** What a comparison needs to know of an activation. */
export interface Known {
  readonly sources: readonly BuildSource[];
  /** Versions by name; undefined if unknown. */
  readonly packages: Readonly<Record<string, string>> | undefined;
  readonly setting: Pick<Setting, 'settings' | 'environment'>;
}

type Values = Readonly<Record<string, string>>;

/** The changes from one activation to the next, as lines for a person; empty if there are none. */
export function difference(before: Known, after: Known): string[] {
  return [
    ...titled('commit', changes(commitsOf(before), commitsOf(after), shown)),
    ...titled('packages', changes(before.packages ?? {}, after.packages ?? before.packages ?? {}, shown)),
    ...titled('settings', changes(before.setting.settings, after.setting.settings, shown)),
    ...titled('environment', changes(before.setting.environment, after.setting.environment, nameOnly)),
  ];
}

type Show = (name: string, before: string | undefined, after: string | undefined) => string;

const shown: Show = (name, before, after) =>
  [name, before, ...(before !== undefined && after !== undefined ? ['→'] : []), after]
    .filter((part) => part !== undefined)
    .join(' ');

/** Values of the environment are never shown. */
const nameOnly: Show = (name) => name;

function changes(before: Values, after: Values, show: Show): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => {
      const [old, now] = [before[name], after[name]];
      return `${old === undefined ? '+' : now === undefined ? '-' : '~'} ${show(name, old, now)}`;
    });
}

function commitsOf({ sources }: Known): Values {
  return Object.fromEntries(sources.map(({ repo, commit }) => [repo, commit.slice(0, 12)]));
}

/** The title is in front of the first line only. */
function titled(title: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(12)} ${line}`);
}
