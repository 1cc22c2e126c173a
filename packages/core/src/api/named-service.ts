import type { Environment } from './environment.js';
import type { Service } from './service.js';

/** An entry of `activate: services:`: a program that a role runs under a name of its own. */
export interface NamedService {
  /** Program and arguments, as a shell reads them. */
  readonly command: string;
  readonly env: Environment;
  /** How many of it run on a host. */
  readonly processes: number;
  readonly stop: { readonly signal: Service['stopSignal']; readonly within: number };
  readonly listen: 'socket' | 'port' | 'none';
  /** Whether it may run while the one that it replaces still runs. */
  readonly overlap: boolean;
  /** The hosts of the role that run it; 1: the first one by name. */
  readonly hosts: 'all' | 1;
  readonly health: {
    /** Path that must answer with 200 to 399. Undefined: any answer is good. */
    readonly path?: string | undefined;
    /** Seconds that it may take to answer. */
    readonly within?: number | undefined;
    /** Seconds that it has to stay up before the activation is committed. */
    readonly steady?: number | undefined;
  };
}
