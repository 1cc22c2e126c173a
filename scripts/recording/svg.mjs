// Draws screens of a terminal as one animated SVG. Where nothing is animated, the last screen is shown.

const CHARACTER = 7.85;
const ROW = 18;
const PADDING = 16;
const TITLE_BAR = 34;
/** Length of the whole recording in seconds, however long the run was, and time for which the last screen is shown. */
const PLAY = 12;
const REST = 6;

const STYLE = `
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}
.title{fill:#8b949e;text-anchor:middle}
.dim{fill:#8b949e}.red{fill:#ff7b72}.green{fill:#3fb950}.yellow{fill:#d29922}.cyan{fill:#39c5cf}.bold{font-weight:700}`;

/**
 * @param {{at: number, lines: {text: string, style: string}[][]}[]} screens with the millisecond at which each appeared
 * @param {{columns: number, rows: number, title: string}} window
 * @returns {string} the SVG file
 */
export function drawSvg(screens, { columns, rows, title }) {
  const inner = { width: Math.ceil(columns * CHARACTER), height: rows * ROW };
  const width = inner.width + 2 * PADDING;
  const height = inner.height + TITLE_BAR + PADDING;
  const lines = new LineLibrary();
  const pictures = screens.map(({ lines: all }, index) => {
    // The last screen is where a still picture shows it.
    const x = ((index + 1) % screens.length) * width;
    return `<g transform="translate(${x})">${lines.place(all.slice(-rows))}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A recorded run of ${escaped(title)}">
<style>${STYLE}
${animation(screens, width)}</style>
<defs>
${lines.definitions}
</defs>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="#0d1117" stroke="#30363d"/>
<g fill="#30363d"><circle cx="20" cy="17" r="5.5"/><circle cx="38" cy="17" r="5.5"/><circle cx="56" cy="17" r="5.5"/></g>
<text class="title" x="${width / 2}" y="21">${escaped(title)}</text>
<svg x="${PADDING}" y="${TITLE_BAR}" width="${inner.width}" height="${inner.height}"><g class="film">
${pictures.join('\n')}
</g></svg>
</svg>
`;
}

/** Moves the row of pictures on by one when the run did, only faster. */
function animation(screens, width) {
  const end = screens.at(-1).at || 1;
  const percent = (at) => ((at / end) * PLAY * 100) / (PLAY + REST);
  const keys = screens.map(({ at }, index) => {
    const x = ((index + 1) % screens.length) * width;
    return `${percent(at).toFixed(2)}%{transform:translateX(${-x}px)}`;
  });
  return `@media (prefers-reduced-motion:no-preference){.film{animation:film ${PLAY + REST}s steps(1,end) infinite}}
@keyframes film{${keys.join('')}}`;
}

/** Most lines are in many pictures: each is drawn once and placed by reference. */
class LineLibrary {
  #ids = new Map();

  place(lines) {
    return lines
      .map((line, row) =>
        line.length === 0 ? '' : `<use href="#${this.#idOf(draw(line))}" y="${row * ROW}"/>`,
      )
      .join('');
  }

  get definitions() {
    return [...this.#ids].map(([drawn, id]) => `<text id="${id}" ${drawn}</text>`).join('\n');
  }

  #idOf(drawn) {
    if (!this.#ids.has(drawn)) this.#ids.set(drawn, `l${this.#ids.size}`);
    return this.#ids.get(drawn);
  }
}

/** Some programs drop blanks at the beginning of a text: an indented line begins further right. */
function draw(line) {
  const [first, ...others] = line;
  const indent = first.text.length - first.text.trimStart().length;
  const runs = [{ ...first, text: first.text.slice(indent) }, ...others]
    .map(({ text, style }) =>
      style === '' ? escaped(text) : `<tspan class="${style}">${escaped(text)}</tspan>`,
    )
    .join('');
  return `${indent === 0 ? '' : `x="${indent * CHARACTER}" `}y="14">${runs}`;
}

function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll(' ', '\u00a0');
}
