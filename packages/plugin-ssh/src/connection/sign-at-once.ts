import type { Client, ParsedKey } from 'ssh2';

/** Receives the bytes to sign; calls back with their signature. */
type Sign = (bytes: Buffer, done: (signature: Buffer) => void) => void;
/** Offers a key: with a signature, or to ask whether the server would accept it. */
type OfferKey = (user: string, key: ParsedKey, algorithm?: string, sign?: Sign) => void;

/**
 * Makes a client log in with a private key at once, where ssh2 first asks whether the server would accept it: saves a round trip for
 * each host. Keys of an agent are still asked about, since a person may have to touch them. The patched functions are internal to
 * ssh2; if they are not found, ssh2 works as usual.
 *
 * @param client one that has shaken hands, so that the host's key is verified
 */
export function signAtOnce(client: Client): void {
  const protocol: unknown = Reflect.get(client, '_protocol');
  if (!offersKeys(protocol)) return;
  const offer = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    const hash = hashOf(algorithm);
    if (sign || hash === 'unknown' || !canSign(key)) return offer(user, key, algorithm, sign);
    offer(user, key, algorithm, (bytes, done) => {
      const signature: unknown = key.sign(bytes, hash);
      if (Buffer.isBuffer(signature)) done(signature);
      // ssh2 then asks about the key, and reports why it cannot sign.
      else offer(user, key, algorithm);
    });
  };
}

function offersKeys(protocol: unknown): protocol is { authPK: OfferKey } {
  return (
    typeof protocol === 'object' &&
    protocol !== null &&
    'authPK' in protocol &&
    typeof protocol.authPK === 'function'
  );
}

/** An agent's key is its public half only. */
function canSign(key: ParsedKey): boolean {
  return typeof key.isPrivateKey === 'function' && key.isPrivateKey();
}

/** The hash of a signature algorithm; undefined if the key type implies it. */
function hashOf(algorithm: string | undefined): string | undefined {
  if (algorithm === undefined) return undefined;
  const [, bits] = /^rsa-sha2-(256|512)$/.exec(algorithm) ?? [];
  return bits === undefined ? 'unknown' : `sha${bits}`;
}
