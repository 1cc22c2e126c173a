/** Shorter secrets would blank out half of every text, and could be guessed anyway. */
const SHORTEST = 4;

/**
 * The forms of a secret, or a line of it, in the output of programs: quoted, encoded, escaped. Forms made by `escaped`
 * need no rule here.
 */
export function formsOf(value: string): string[] {
  return partsOf(value).flatMap(formsOfPart).filter(isLong);
}

/** A value and each of its lines: programs print lines. */
export function partsOf(value: string): string[] {
  return [...new Set([value, ...value.split('\n')])].filter(isLong);
}

/** Without repetitions. */
export function longestFirst(forms: readonly string[]): string[] {
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function isLong(text: string): boolean {
  return text.length >= SHORTEST;
}

function formsOfPart(value: string): string[] {
  return [
    value,
    ...inShells(value),
    ...inPrograms(value),
    ...inUrls(value),
    ...inBase64(value),
    inHtml(value),
    Buffer.from(value).toString('hex'),
  ];
}

function inShells(value: string): string[] {
  return [
    value.replaceAll("'", `'\\''`),
    // As Python's shlex quotes.
    value.replaceAll("'", `'"'"'`),
    value.replace(/["\\$`]/g, '\\$&'),
    value.replace(/[^A-Za-z0-9_\-.,:+/@\n]/g, '\\$&'),
  ];
}

/** In JSON, Python, nginx and configuration files with interpolation. */
function inPrograms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const backslashes = value.replaceAll('\\', '\\\\');
  return [
    json,
    json.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    json.replaceAll('/', '\\/'),
    backslashes,
    backslashes.replaceAll("'", "\\'"),
    json.replaceAll('\\"', '"').replaceAll("'", "\\'"),
    json.replaceAll('\\"', '"'),
    value.replace(/["\\]/g, '\\$&'),
    value.replaceAll('%', '%%'),
    value.replaceAll('$', '$$$$'),
  ];
}

function inUrls(value: string): string[] {
  const encoded = encodeURIComponent(Buffer.from(value).toString());
  const strict = encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const inPaths = (text: string) => text.replaceAll('%2F', '/');
  const inForms = (text: string) => text.replaceAll('%20', '+');
  const upper = [encoded, strict, inPaths(encoded), inPaths(strict), inForms(encoded), inForms(strict)];
  const lower = upper.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  return [...upper, ...lower];
}

/**
 * The base64 form of a value depends on the bytes before it: there are three. The characters at its ends encode bits of
 * the neighbours, too.
 */
function inBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((8 * before) / 6), Math.floor((8 * (before + bytes.length)) / 6));
  });
  const whole = bytes.toString('base64').replace(/=+$/, '');
  const all = [whole, ...forms];
  return [...all, ...all.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}

function inHtml(value: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  };
  return value.replace(/[&<>"']/g, (sign) => names[sign] ?? sign);
}
