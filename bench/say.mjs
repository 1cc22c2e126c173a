/** Shows progress. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
