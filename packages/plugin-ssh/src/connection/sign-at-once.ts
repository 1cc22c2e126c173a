import type { Client, ParsedKey } from 'ssh2';

/** Gives the bytes that are to be signed, and takes their signature. */
type Sign = (bytes: Buffer, done: (signature: Buffer) => void) => void;
/** Offers a key: signed, or to ask whether it would do. */
type OfferKey = (user: string, key: ParsedKey, algorithm?: string, sign?: Sign) => void;

/**
 * Has a client log in with a private key at once, where ssh2 asks first whether the key would do: a round trip less for each host.
 * Keys of an agent are asked about as before, since a person may have to touch them. What it takes hold of is internal to ssh2; where
 * that is not found, ssh2 does as it always does.
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
      // Asked about, it is ssh2 that says why it cannot sign.
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

/** What a signature algorithm hashes with; undefined where the kind of the key says it. */
function hashOf(algorithm: string | undefined): string | undefined {
  if (algorithm === undefined) return undefined;
  const [, bits] = /^rsa-sha2-(256|512)$/.exec(algorithm) ?? [];
  return bits === undefined ? 'unknown' : `sha${bits}`;
}
