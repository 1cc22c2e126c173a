/**
 * A placeholder for any argument of an error: as text it is "…", its properties and the results of its calls are placeholders, too,
 * and as a list it has one element.
 */
export function placeholder() {
  const any = new Proxy(() => any, {
    get(_target, key) {
      if (key === Symbol.toPrimitive) return (wanted) => (wanted === 'number' ? Number.NaN : '…');
      if (key === Symbol.iterator) return () => [any][Symbol.iterator]();
      if (key === 'toString' || key === 'join') return () => '…';
      if (key === 'length') return 1;
      if (key === 'includes' || key === 'startsWith' || key === 'endsWith') return () => false;
      if (key === 'map' || key === 'flatMap') return (work) => [work(any, 0)];
      if (key === 'filter' || key === 'slice') return () => [any];
      return any;
    },
    apply: () => any,
  });
  return any;
}
