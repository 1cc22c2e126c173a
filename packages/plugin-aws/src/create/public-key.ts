/** Names and numbers that a key of each type contains, in the order of RFC 4253 and 8709. AWS accepts no other types. */
const PARTS: Readonly<Record<string, number>> = { 'ssh-ed25519': 1, 'ssh-rsa': 2 };

/** What a file contains, as far as it matters for the import. */
export type KeyFile =
  | { readonly kind: 'public' /** Type and key, without the comment. */; readonly line: string }
  | { readonly kind: 'other'; readonly what: string };

/** Reads one public key as ssh-keygen writes it: its type, the key in base64, a comment. */
export function readPublicKey(content: string): KeyFile {
  const text = content.trim();
  if (/PRIVATE KEY|PuTTY-User-Key-File/.test(text)) return other('holds a private key');
  if (/[\r\n]/.test(text)) return other('holds more than one line');
  const [type = '', key = ''] = text.split(/[ \t]+/);
  const parts = PARTS[type];
  if (!Object.hasOwn(PARTS, type) || parts === undefined)
    return other('does not begin with ssh-ed25519 or ssh-rsa');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return other('holds no key in base64');
  const [inner, ...rest] = stringsIn(Buffer.from(key, 'base64')) ?? [];
  const isWhole =
    inner?.toString('latin1') === type && rest.length === parts && rest.every(({ length }) => length > 0);
  if (!isWhole || (type === 'ssh-ed25519' && rest[0]?.length !== 32))
    return other(`holds no whole key of type ${type}`);
  return { kind: 'public', line: `${type} ${key}` };
}

function other(what: string): KeyFile {
  return { kind: 'other', what };
}

/** The strings of a key, each preceded by its length; undefined if they do not end where the key ends. */
function stringsIn(key: Buffer): Buffer[] | undefined {
  const strings: Buffer[] = [];
  let at = 0;
  while (at + 4 <= key.length) {
    const end = at + 4 + key.readUInt32BE(at);
    if (end > key.length) return undefined;
    strings.push(key.subarray(at + 4, end));
    at = end;
  }
  return at === key.length ? strings : undefined;
}
