import { messageOf } from '@fck/core';
import type { BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import { fingerprint } from '../host-keys/known-hosts.js';
import { loadSsh } from '../ssh2/ssh-module.js';

/** A key that an agent holds. */
export interface AgentKey {
  readonly publicKey: Buffer;
  readonly label: string;
  /** An agent with this key alone, so that keys are offered in our order and can be named afterwards. */
  readonly agent: BaseAgent;
}

/** Timeout: an agent answers within milliseconds, but one that is forwarded over a dead connection never does. */
const GIVE_UP = 5000;

/** The answer of an agent. */
export interface AgentAnswer {
  readonly keys: readonly AgentKey[];
  /** Why its keys are unknown, if it does not answer: the variable may name the agent of a closed session. */
  readonly problem?: string | undefined;
}

/** Asks the agent at a socket for its keys. */
export function agentKeys(socket: string | undefined): Promise<AgentAnswer> {
  if (socket === undefined) return Promise.resolve({ keys: [] });
  const agent = loadSsh().createAgent(socket);
  const silent = (why: string): AgentAnswer => ({
    keys: [],
    problem: `the keys of the agent at ${socket}, which does not answer: ${why}`,
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(silent(`not within ${GIVE_UP / 1000} s`)), GIVE_UP);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      if (error) resolve(silent(messageOf(error)));
      else resolve({ keys: (keys ?? []).filter(isParsedKey).map((key) => oneKey(agent, key)) });
    });
  });
}

function oneKey(agent: BaseAgent, key: ParsedKey): AgentKey {
  const { BaseAgent: Base } = loadSsh();
  class OneKey extends Base {
    override getIdentities(callback: IdentityCallback): void {
      callback(undefined, [key]);
    }
    override sign(
      publicKey: string | Buffer | ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      callback?: SignCallback,
    ): void {
      if (typeof options === 'function') agent.sign(publicKey, data, options);
      else agent.sign(publicKey, data, options, callback);
    }
  }
  const publicKey = key.getPublicSSH();
  return {
    publicKey,
    label: `${key.comment || key.type} ${fingerprint(publicKey)} of the agent`,
    agent: new OneKey(),
  };
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}
