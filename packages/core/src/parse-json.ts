/** What a text says as JSON; undefined if it is none, as a file that was cut off is not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
