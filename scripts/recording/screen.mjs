// Emulates the parts of a terminal's screen that fck's live display uses: text, colours, cursor up, erase line.

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const SEQUENCE = /\u001b\[([?\d;]*)([A-Za-z])|[\r\n]|[^\u001b\r\n]/gu;
const COLORS = { 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' };

/** Processes a program's output to a terminal, and returns the resulting screen. */
export class Screen {
  #rows = [[]];
  #row = 0;
  #column = 0;
  #style = '';
  /** The beginning of an incomplete escape sequence. */
  #rest = '';

  /** @param {string} prompt the line above what the program prints */
  constructor(prompt) {
    this.#style = 'bold';
    this.write(prompt);
    this.#style = '';
    this.write('\r\n');
  }

  /** @param {string} text a chunk of output; it may end within an escape sequence */
  write(text) {
    const all = this.#rest + text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
    this.#rest = /\u001b(\[[?\d;]*)?$/.exec(all)?.[0] ?? '';
    for (const found of all.slice(0, all.length - this.#rest.length).matchAll(SEQUENCE)) this.#put(...found);
  }

  /** Every line as runs of text of one style; empty lines at the end are left out. */
  get lines() {
    const lines = this.#rows.map(runsOf);
    while (lines.at(-1)?.length === 0) lines.pop();
    return lines;
  }

  #put(all, parameters = '', letter = undefined) {
    if (letter === 'm') this.#restyle(parameters);
    else if (letter === 'A') this.#moveTo(this.#row - (Number(parameters) || 1));
    else if (letter === 'B') this.#moveTo(this.#row + (Number(parameters) || 1));
    else if (letter === 'G') this.#column = (Number(parameters) || 1) - 1;
    else if (letter === 'K') this.#rows[this.#row] = [];
    else if (letter !== undefined) return;
    else if (all === '\n') this.#moveTo(this.#row + 1);
    else if (all === '\r') this.#column = 0;
    else this.#rows[this.#row][this.#column++] = { text: all, style: this.#style };
  }

  #moveTo(row) {
    this.#row = Math.max(0, row);
    while (this.#rows.length <= this.#row) this.#rows.push([]);
  }

  #restyle(parameters) {
    for (const code of parameters.split(';').map(Number)) {
      if (code === 0 || code === 39 || code === 22) this.#style = '';
      else if (code === 1) this.#style = 'bold';
      else if (code === 2) this.#style = 'dim';
      else if (COLORS[code]) this.#style = COLORS[code];
    }
  }
}

function runsOf(cells) {
  const runs = [];
  for (const { text, style } of Array.from(cells, (cell) => cell ?? { text: ' ', style: '' })) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ text, style });
  }
  return runs;
}
