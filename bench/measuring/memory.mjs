import { readFileSync } from 'node:fs';

/**
 * Watches a process and its children until `stop`. Shared memory is counted once.
 *
 * @param {number} pid
 * @returns {{stop: () => number}} `stop` returns the peak, in megabytes
 */
export function watchMemory(pid) {
  let peak = 0;
  const look = () => {
    const kilobytes = familyOf(pid).reduce((sum, member) => sum + proportionalSetSize(member), 0);
    peak = Math.max(peak, kilobytes / 1024);
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      return Math.round(peak * 10) / 10;
    },
  };
}

function familyOf(pid) {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

function proportionalSetSize(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
