import type { Output } from '../io.js';

type Paint = (text: string) => string;

/** The few colours that fck draws with. Each one gives the text back unchanged where colours are not wanted. */
export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

/** Makes a palette that paints, or one that leaves texts as they are. */
export function createPalette(paints: boolean): Palette {
  const sgr = (on: number, off: number): Paint =>
    paints ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text;
  return {
    bold: sgr(1, 22),
    dim: sgr(2, 22),
    red: sgr(31, 39),
    green: sgr(32, 39),
    yellow: sgr(33, 39),
    cyan: sgr(36, 39),
  };
}

/** Whether a stream is to be coloured: `NO_COLOR` wins, then `FORCE_COLOR`, then whether it is a terminal that can. */
export function wantsColor(output: Output, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return output.isTTY === true && env.TERM !== 'dumb';
}
