/** Adds headers to the `server` block of a site of nginx. Its locations set no headers, and so inherit these. */
export function withHeaders(site: string, headers: Readonly<Record<string, string | null>>): string {
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `\n    add_header ${name} "${value}" always;`);
  return site.replace(/^server \{$/m, (start) => start + lines.join(''));
}
