import { createHook } from 'node:async_hooks';
import { currentWork, placeOf } from '../../attribution/attribution.js';
import type { FckError } from '../../errors/fck-error.js';
import { pluginErrors } from '../../errors/plugin.js';
import type { ProcessUser } from './process-use.js';

/** What keeps a process alive, by the names that Node gives to resources. */
const kinds: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPSERVERWRAP: 'a server',
  PIPESERVERWRAP: 'a server',
  TCPWRAP: 'a connection',
  PIPEWRAP: 'a connection',
  UDPWRAP: 'a UDP socket',
  PROCESSWRAP: 'a program',
  FSEVENTWRAP: 'a watched file',
  STATWATCHER: 'a watched file',
  WORKER: 'a worker thread',
};

interface Opened {
  readonly kind: string;
  readonly by: ProcessUser;
  readonly resource: WeakRef<object>;
}

/** Records beyond which closed ones are forgotten. */
const MANY = 1000;

let opened: Opened[] = [];
let isAllowed = false;
let isOn = false;

/** Lets {@link noteForeignPlugin} begin: for the program that owns the process. */
export function allowHandleNotes(): void {
  isAllowed = true;
}

/** From now on records what plugins open: a plugin is loaded that is not one of fck's own. */
export function noteForeignPlugin(): void {
  if (!isAllowed || isOn) return;
  isOn = true;
  createHook({
    init(_id, type, _trigger, resource: object) {
      const kind = kinds[type];
      if (kind === undefined) return;
      const work = currentWork();
      const by = work?.plugin === 'core' ? undefined : placeOf(work);
      if (!by) return;
      opened.push({ kind, by, resource: new WeakRef(resource) });
      if (opened.length > MANY) opened = opened.filter(isOpen);
    },
  }).enable();
}

/** One error for each plugin that still keeps the process alive. */
export function openHandleFailures(): FckError[] {
  const byPlugin = new Map<string, Opened[]>();
  for (const one of opened.filter(isOpen))
    byPlugin.set(one.by.plugin, [...(byPlugin.get(one.by.plugin) ?? []), one]);
  return [...byPlugin.values()].map((found) => {
    const what = [...new Set(found.map(({ kind }) => kind))].join(' and ');
    return pluginErrors.stillOpen(found[0]?.by, what);
  });
}

function isOpen({ resource }: Opened): boolean {
  const handle = resource.deref();
  if (!handle) return false;
  if ('_destroyed' in handle && handle._destroyed === true) return false;
  const { hasRef } = handle as { hasRef?: unknown };
  return typeof hasRef === 'function' && hasRef.call(handle) === true;
}
