import type { CommandResult } from '@fck/core';
import type { FckContainer } from '@fck/core/host';

/** One task comes before another in every run that has both. */
interface Edge {
  readonly first: string;
  readonly next: string;
  /** Whether a run of the second has the first. */
  readonly isNeeded: boolean;
}

/** The pipelines, and the order of tasks. */
export function taskGraph(
  fck: Pick<FckContainer, 'tasks' | 'pipelines'>,
  { dot }: { dot: boolean },
): CommandResult {
  const { pipelines } = fck;
  const edges = edgesOf(fck);
  const document = { pipelines, edges };
  if (dot) return { document, text: asDot(edges) };
  const followers = [...new Set(edges.map(({ next }) => next))];
  const rows = followers.map((next) => {
    const before = edges.filter((edge) => edge.next === next);
    return `  ${next} after ${before.map(({ first, isNeeded }) => (isNeeded ? `${first} (needed)` : first)).join(', ')}`;
  });
  return {
    document,
    table: {
      columns: ['pipeline', 'runs'],
      rows: pipelines.map(({ name, tasks }) => [name, tasks.join(' → ')]),
    },
    text: ['', 'In every run, these come in this order:', ...rows].join('\n'),
  };
}

function edgesOf({ tasks }: Pick<FckContainer, 'tasks'>): Edge[] {
  const edges = tasks
    .entries()
    .flatMap(({ name, value: { dependsOn = [], after = [], before = [] } }): Edge[] => [
      ...dependsOn.map((first) => ({ first, next: name, isNeeded: true })),
      ...after.map((first) => ({ first, next: name, isNeeded: false })),
      ...before.map((next) => ({ first: name, next, isNeeded: false })),
    ]);
  return edges.filter(({ first, next }) => tasks.has(first) && tasks.has(next));
}

/** A graph in the language of Graphviz. Names of tasks have no character that is special in a quoted name. */
function asDot(edges: readonly Edge[]): string {
  const lines = edges.map(
    ({ first, next, isNeeded }) => `  "${first}" -> "${next}"${isNeeded ? '' : ' [style=dashed]'};`,
  );
  return ['digraph tasks {', ...lines, '}'].join('\n');
}
