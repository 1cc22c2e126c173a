import type { Output } from '../io.js';

type Paint = (text: string) => string;

/** The few colours of fck. Without colours, each function returns its text unchanged. */
export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly blue: Paint;
  readonly magenta: Paint;
}

/** Makes a palette with colours, or one that leaves texts unchanged. */
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
    blue: sgr(34, 39),
    magenta: sgr(35, 39),
  };
}

/** Whether to colour a stream: by `NO_COLOR`, then by `FORCE_COLOR`, then by whether it is a terminal with colours. */
export function wantsColor(output: Output, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return output.isTTY === true && env.TERM !== 'dumb';
}
