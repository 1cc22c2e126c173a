import { describe, expect, expectTypeOf, it } from 'vitest';
import { failure, folderWith } from '../config/config-folder.test.helper.js';
import { createFck } from '../create.js';
import type { FckContainer } from '../fck.js';
import { pluginReports } from '../plugin/diagnostics/plugin-report.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';

interface Audit {
  record(text: string): number;
  readonly level: number;
}

declare module '../api/exposed-apis.js' {
  interface ExposedApis {
    audit: Audit;
  }
}

class Log implements Audit {
  readonly level = 2;
  readonly #entries: string[] = [];

  record(text: string): number {
    if (text === '') throw new TypeError('there is nothing to record');
    return this.#entries.push(text);
  }
}

const auditor = definePlugin({ name: 'auditor', apply: (fck) => fck.expose('audit', new Log()) });

async function withPlugins(...plugins: Parameters<typeof definePlugin>[0][]): Promise<FckContainer> {
  const cwd = folderWith({ 'fck.json': '{"name": "shop", "roles": {"web": {}}}' });
  return createFck({ cwd, env: {}, defaultPlugins: plugins });
}

/** A plugin that uses the API in a tap. */
function chat(answers: unknown[]) {
  return definePlugin({
    name: 'chat',
    apply(fck) {
      const audit = fck.use('audit');
      expectTypeOf(audit).toEqualTypeOf<Audit>();
      fck.hooks.config.tap('chat', (config) => {
        answers.push(audit.record('hello'), audit.level, 'record' in audit, Object.keys(audit));
        return config;
      });
    },
  });
}

describe('an API', () => {
  it.each([
    ['before', (answers: unknown[]) => [auditor, chat(answers)]],
    ['after', (answers: unknown[]) => [chat(answers), auditor]],
  ])('may be exposed %s the plugin that uses it', async (_, plugins) => {
    const answers: unknown[] = [];
    await withPlugins(...plugins(answers));
    expect(answers).toEqual([1, 2, true, ['level']]);
  });

  it('runs as the plugin that exposes it', async () => {
    const fck = await withPlugins(auditor);
    expect(() => fck.use('audit').record('')).toThrow(
      expect.objectContaining({ code: 'PLUGIN_FAILED', plugin: 'auditor' }),
    );
    const audit = fck.use('audit');
    expect(audit.record).toBe(audit.record);
  });

  it('is listed with its plugin', async () => {
    const [report] = pluginReports(await withPlugins(auditor));
    expect(report?.registered).toEqual({ API: ['audit'] });
  });

  it('has one plugin, and is an object', async () => {
    const second = definePlugin({ name: 'second', apply: (fck) => fck.expose('audit', new Log()) });
    await expect(withPlugins(auditor, second)).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      message: expect.stringContaining('The API "audit" is already registered by auditor'),
    });
    const wrong = definePlugin({ name: 'wrong', apply: (fck) => fck.expose('other', 7 as never) });
    await expect(withPlugins(wrong)).rejects.toMatchObject({
      code: 'CALL_INVALID',
      plugin: 'wrong',
      message: expect.stringContaining('takes an object of functions, not a number'),
    });
  });

  it('cannot be changed by the plugins that use it', async () => {
    const fck = await withPlugins(auditor);
    const audit: { level: number } = fck.use('audit');
    expect(() => {
      audit.level = 3;
    }).toThrow(expect.objectContaining({ code: 'API_READ_ONLY' }));
  });

  it('is read in taps, not in apply before it is exposed', async () => {
    const eager = definePlugin({ name: 'eager', apply: (fck) => void fck.use('audit').record('now') });
    await expect(withPlugins(eager, auditor)).rejects.toMatchObject({
      code: 'API_TOO_EARLY',
      plugin: 'eager',
    });
    await withPlugins(auditor, eager);
  });
});

describe('an API that no plugin exposes', () => {
  const files = {
    'fck.yaml': 'name: shop\nplugins: [./chat.mjs]\nroles: {web: {}}\n',
    'chat.mjs': "export default function chat(fck) {\n  fck.use('adit');\n}\n",
  };
  const catalogue = [{ name: 'auditor', package: 'fck-plugin-auditor', brings: { API: ['audit'] } }];

  it('is an error with the plugin that uses it, the place, and the plugin that would expose it', async () => {
    expect(await failure(files, { catalogue })).toMatchObject({
      code: 'NAME_UNKNOWN',
      message: 'There is no API named "adit".',
      hint: 'Did you mean "audit"? The plugin "auditor" provides it: add auditor to `plugins:` (not installed? npm install --save-dev fck-plugin-auditor).',
      plugin: 'chat',
      place: 'chat.mjs:2:7',
    });
  });

  it('is undefined for a plugin that can do without', async () => {
    const found: unknown[] = [];
    const careful = definePlugin({
      name: 'careful',
      apply(fck) {
        fck.hooks.config.tap('careful', (config) => {
          found.push(fck.useIfExposed('audit')?.level);
          return config;
        });
      },
    });
    await withPlugins(careful);
    await withPlugins(careful, auditor);
    expect(found).toEqual([undefined, 2]);
    const early = definePlugin({ name: 'early', apply: (fck) => void fck.useIfExposed('audit') });
    await expect(withPlugins(auditor, early)).rejects.toMatchObject({
      code: 'API_TOO_EARLY',
      plugin: 'early',
    });
  });
});
