const colours = ['#a8700a', '#4c6ef5', '#2b8a3e', '#c2255c', '#6741d9', '#0b7285', '#868e96', '#e8590c'];
const size = { width: 860, left: 90, right: 190, top: 40, bottom: 46, height: 380 };

/**
 * A plot of lines over logarithmic axes.
 *
 * @param {{title: string, x: string, lines: {name: string, points: {x: number, y: number}[]}[]}} plot `y` in seconds
 * @returns {string} SVG
 */
export function drawPlot({ title, x, lines }) {
  const points = lines.flatMap((line) => line.points);
  const across = axis(
    points.map((point) => point.x),
    size.left,
    size.width - size.right,
  );
  const up = axis(
    points.map((point) => point.y),
    size.height - size.bottom,
    size.top,
  );
  const marks = [
    ...distinct(points.map((point) => point.x)).map(
      (value) =>
        `<text x="${across.at(value)}" y="${size.height - size.bottom + 20}" text-anchor="middle">${value}</text>`,
    ),
    ...up.decades.map(
      (value) =>
        `<path d="M${size.left} ${up.at(value)}H${size.width - size.right}" stroke="#8884" /><text x="${size.left - 8}" y="${up.at(value) + 4}" text-anchor="end">${value} s</text>`,
    ),
  ];
  const drawn = lines.map((line, index) => drawLine(line, colours[index % colours.length], across, up));
  const labels = placeLabels(lines, up).map(
    ({ name, y }) =>
      `<text x="${size.width - size.right + 12}" y="${y + 4}" fill="${colours[lines.findIndex((line) => line.name === name) % colours.length]}">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="system-ui, sans-serif" font-size="13" fill="#868e96">
<rect width="100%" height="100%" fill="#fff" rx="8"/>
<text x="${size.left}" y="22" font-size="15" fill="#212529">${title}</text>
<text x="${(size.left + size.width - size.right) / 2}" y="${size.height - 8}" text-anchor="middle">${x}</text>
${[...marks, ...drawn, ...labels].join('\n')}
</svg>
`;
}

function drawLine({ points }, colour, across, up) {
  const at = points.map(({ x, y }) => `${across.at(x)},${up.at(y)}`);
  const dots = points.map(
    ({ x, y }) => `<circle cx="${across.at(x)}" cy="${up.at(y)}" r="3.5" fill="${colour}"/>`,
  );
  return `<polyline points="${at.join(' ')}" fill="none" stroke="${colour}" stroke-width="2.5"/>${dots.join('')}`;
}

/** A logarithmic axis between two places on the picture. */
function axis(values, from, to) {
  const least = Math.log10(Math.min(...values)) - 0.05;
  const most = Math.log10(Math.max(...values)) + 0.05;
  const at = (value) => Math.round(from + ((Math.log10(value) - least) / (most - least)) * (to - from));
  const decades = [0.01, 0.1, 1, 10, 100, 1000].filter(
    (value) => Math.log10(value) >= least && Math.log10(value) <= most,
  );
  return { at, decades };
}

/** Names at the ends of their lines, moved apart so that they do not overlap. */
function placeLabels(lines, up) {
  const wanted = lines
    .map(({ name, points }) => ({ name, y: up.at(points.at(-1).y) }))
    .toSorted((a, b) => a.y - b.y);
  let last = Number.NEGATIVE_INFINITY;
  return wanted.map(({ name, y }) => {
    last = Math.max(y, last + 16);
    return { name, y: last };
  });
}

function distinct(values) {
  return [...new Set(values)].toSorted((a, b) => a - b);
}
