import type { Build } from '@fck/core';
import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { commandService } from './service.js';

const schema = commandService.schema;
const problemOf = (given: unknown) => schema.safeParse(given).error?.issues[0]?.message;

describe('activate: command:', () => {
  it.each([
    ['cd app && ./server', 'put several commands into a script'],
    ['./server | tee log', 'put several commands into a script'],
    ['./server\n./other', 'put several commands into a script'],
    ['PORT=80 ./server', 'write variables below `env:`'],
    ['', 'expected'],
    [{ command: './server' }, 'expected'],
  ])('refuses %j', (given, says) => {
    const problem = problemOf(given);
    expect(problem).toBeDefined();
    if (says !== 'expected') expect(problem).toContain(says);
  });

  it('runs the program itself, in the folder of the code, with the address in its environment', async () => {
    const service = await commandService.describe(fakeHostContext({}), {
      section: schema.parse('node server.js'),
      environment: { PORT_OF_DB: '5432' },
      build: { name: 'shop_00001_abc', workingDirectory: 'app' } as Build,
      buildPath: '/opt/www/shop/builds/shop_00001_abc',
      endpoint: { kind: 'tcp', address: '127.0.0.1', port: 8001 },
      user: 'fck-shop',
    });
    expect(service).toMatchObject({
      argv: ['/bin/sh', '-c', 'exec node server.js'],
      cwd: '/opt/www/shop/builds/shop_00001_abc/app',
      env: { HOST: '127.0.0.1', PORT: '8001', PORT_OF_DB: '5432', FCK_BUILD: 'shop_00001_abc' },
    });
  });
});
