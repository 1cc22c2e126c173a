/** Tells whoever waits what is being done. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
