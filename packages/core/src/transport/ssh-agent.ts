import type { BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import { fingerprint } from './known-hosts.js';
import { loadSsh } from './ssh-module.js';

/** A key that an agent holds. */
export interface AgentKey {
  readonly publicKey: Buffer;
  readonly label: string;
  /** An agent that knows this key alone, so that keys are offered in our order and can be named afterwards. */
  readonly agent: BaseAgent;
}

/** An agent answers within milliseconds; one that is forwarded over a dead connection never does. */
const GIVE_UP = 5000;

/** The keys of the agent at a socket; none if no agent answers there. */
export function agentKeys(socket: string | undefined): Promise<AgentKey[]> {
  if (socket === undefined) return Promise.resolve([]);
  const agent = loadSsh().createAgent(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), GIVE_UP);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      resolve(error || !keys ? [] : keys.filter(isParsedKey).map((key) => oneKey(agent, key)));
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
