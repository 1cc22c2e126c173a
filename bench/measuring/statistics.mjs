/** The middle of the numbers; of an even count the mean of the two in the middle. */
export function median(numbers) {
  if (numbers.length === 0) throw new Error('there is no median of nothing');
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far the numbers lie apart: from the least to the greatest, as a part of their median. */
export function spread(numbers) {
  return (Math.max(...numbers) - Math.min(...numbers)) / median(numbers);
}

/** What each of `count` more costs: the slope of the straight line that lies nearest to the points. */
export function slope(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const x = mean((point) => point.x);
  const y = mean((point) => point.y);
  const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return above / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}
