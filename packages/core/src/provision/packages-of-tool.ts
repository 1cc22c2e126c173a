import type { Facts } from '../api/facts.js';
import type { ToolRow } from '../api/tool.js';
import { packageFamily } from './packages.js';

/** The packages of a tool on a system. Empty if the system does not offer it; undefined if the row does not say. */
export function packagesOfTool(tool: ToolRow, facts: Facts): readonly string[] | undefined {
  const { packages = {} } = tool;
  const family = packageFamily(facts);
  if (family === undefined) return undefined;
  for (const id of [facts.os, ...facts.osLike]) {
    const key = [...versionedKeys(packages, id, facts), id].find((each) => Object.hasOwn(packages, each));
    if (key !== undefined) return packages[key];
  }
  return packages[family];
}

/**
 * The keys such as `fedora:41` that apply to a system, newest first. Only Red Hat's clones share the versions of the
 * system that they resemble.
 */
function versionedKeys(packages: Readonly<Record<string, unknown>>, id: string, facts: Facts): string[] {
  if (id !== facts.os && id !== 'rhel') return [];
  return Object.keys(packages)
    .filter((key) => key.startsWith(`${id}:`) && sinceOf(key) <= Number.parseInt(facts.osVersion, 10))
    .sort((one, other) => sinceOf(other) - sinceOf(one));
}

const sinceOf = (key: string) => Number(key.slice(key.indexOf(':') + 1));
