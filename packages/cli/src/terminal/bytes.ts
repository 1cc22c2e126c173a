const UNITS = ['KB', 'MB', 'GB', 'TB'];

/** Formats a size in bytes: `0 KB`, `812 KB`, `1.4 MB`, `38 MB`. */
export function formatBytes(bytes: number): string {
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit > 0 && size < 9.95 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}
