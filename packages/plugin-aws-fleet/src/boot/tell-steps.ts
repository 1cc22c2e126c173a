import type { Fck } from '@fck/core';

/** Tells each step that changed something, and how each run ended: what the log of a boot is read for. */
export function tellSteps(fck: Fck, tell: (text: string) => void): void {
  fck.hooks.event.tap('aws-fleet', (event) => {
    if (event.type === 'run:start') tell(`${event.tasks.join(', ')} …`);
    if (event.type === 'step:end' && event.status !== 'ok')
      tell(`${event.phase}: ${event.step} ${event.status} (${(event.ms / 1000).toFixed(1)} s)`);
    if (event.type === 'note' && event.level === 'info') tell(event.text);
  });
}
