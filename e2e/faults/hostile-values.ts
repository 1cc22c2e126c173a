import fc from 'fast-check';
import { expect } from 'vitest';
import { nginxValue } from '../../packages/plugin-nginx-gunicorn/src/nginx/value.js';
import type { Fleet } from './fixture/fleet.js';
import { fault, seed, times } from './fixture/form.js';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...`a'"\`$(){}[]<>|&;*?!~#\\ \t-=%,é`, '%(x)s', '$(id)', '..', '\\n') }),
);
const line = text.filter((value) => !/\p{Cc}/u.test(value));
/** Values that supervisord accepts; the tests of plugin-supervisor describe them. */
const variable = line.filter(
  (value) => !/^["']|["']$/.test(value) && !(value.includes('"') && value.includes("'")),
);
const ESCAPES = '\\033[2J\\033]0;owned\\007\\000\\233';

/** Values with a special meaning for one of the programs that they pass through. */
export function hostileValues(fleet: Fleet): void {
  fault(
    'environment values with quotes, `$()`, `%`, `;`, unicode',
    'the app read each value unchanged',
    async () => {
      const values = fc.sample(variable, { numRuns: times(40, 400), seed });
      const env = Object.fromEntries(values.map((value, n) => [`HOSTILE_${n}`, value]));
      const { active } = await fleet.editions();
      fleet.configure('hostile.yaml', { env });
      await fleet.converge('run', 'activate', '--build', active.build, '--config', 'hostile.yaml');
      for (const { address } of fleet.machines)
        expect(await (await fetch(`http://${address}/environment`)).json()).toEqual(env);
      await fleet.converge('run', 'activate', '--build', active.build);
      await fleet.expectWhole(active.page);
      return values.length;
    },
  );

  fault('values in the configuration of a real nginx', 'nginx read each value unchanged', async () => {
    const values = fc.sample(
      line.filter((value) => !value.includes('$')),
      { numRuns: times(100, 1000), seed },
    );
    const locations = values.map((value, n) => `location = /${n} { return 200 ${nginxValue(value, 'it')}; }`);
    const config = `pid /run/hostile.pid; events {} http { access_log off; server { listen 127.0.0.1:8999; ${locations.join('\n')} } }`;
    const answers = await fleet.machines[0]?.run(`
      echo ${Buffer.from(config).toString('base64')} | base64 -d >/run/hostile.conf
      nginx -c /run/hostile.conf -e /dev/null || exit
      for n in $(seq 0 ${values.length - 1}); do curl -s "http://127.0.0.1:8999/$n" | base64 -w0; echo; done
      kill $(cat /run/hostile.pid); rm /run/hostile.conf`);
    const read = answers?.split('\n').slice(0, -1);
    expect(read?.map((answer) => Buffer.from(answer, 'base64').toString())).toEqual(values);
    return values.length;
  });

  fault(
    'a build prints escape sequences and NUL, and fails',
    'none of them reached the terminal',
    async () => {
      const after = fleet.commitPage();
      fleet.configure('hostile.yaml', {}, { post_build: [`printf 'so it goes ${ESCAPES}' >&2; exit 7`] });
      const { code, stdout, stderr } = await fleet.fck('run', 'build', '--config', 'hostile.yaml');
      expect(code).toBe(1);
      expect(stderr).toContain('so it goes');
      expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      await fleet.converge('run', 'build', 'activate');
      await fleet.expectWhole(after);
      return 1;
    },
  );
}
