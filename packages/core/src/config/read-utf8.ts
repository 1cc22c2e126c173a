import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { configErrors } from '../errors/config.js';

/**
 * Reads a configuration file. Refuses invalid UTF-8, which would be read as other characters.
 *
 * @throws FckError `CONFIG_UNREADABLE` with the place of the first invalid byte
 */
export async function readUtf8(file: string): Promise<string> {
  const bytes = await readFile(file);
  if (isUtf8(bytes)) return bytes.toString();
  const before = bytes.subarray(0, firstInvalid(bytes)).toString();
  const lines = before.split('\n');
  const place = { file, line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
  const byte = bytes[firstInvalid(bytes)] ?? 0;
  throw configErrors.unreadable(
    file,
    `it is not UTF-8: the byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} is no character. Save the file as UTF-8.`,
    place,
  );
}

/** Offset of the first invalid UTF-8 sequence. */
function firstInvalid(bytes: Buffer): number {
  // Searches the longest valid prefix: each prefix of valid text that ends with a whole character is valid.
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    if (isUtf8(bytes.subarray(0, startOfCharacter(bytes, middle)))) valid = middle;
    else invalid = middle;
  }
  let at = startOfCharacter(bytes, valid);
  for (let length = lengthOfCharacter(bytes, at); length > 0; length = lengthOfCharacter(bytes, at))
    at += length;
  return at;
}

/** Bytes of the character that begins here; 0 if it is invalid. */
function lengthOfCharacter(bytes: Buffer, at: number): number {
  const lengths = [1, 2, 3, 4].filter((length) => at + length <= bytes.length);
  return lengths.find((length) => isUtf8(bytes.subarray(at, at + length))) ?? 0;
}

/** The last offset up to here at which a character begins. */
function startOfCharacter(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && start > at - 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
