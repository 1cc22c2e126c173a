import { fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { dataSchema } from '../../config/data-section.js';
import { makeData } from './data-folders.js';

const data = dataSchema().parse({ media: '0770', 'var/db.sqlite3': 'file' });

it('makes what a host lacks, as root for the user of the services', async () => {
  const context = fakeHostContext({ projectValues: { data }, answers: [['install', true]] });
  await makeData(context, 'fck-shop');
  const [run] = context.remote.runs;
  expect(context.remote.runs).toHaveLength(1);
  expect(run?.user).toBe('root');
  expect(
    run?.command
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    '[ -d /opt/www/shop/data ] || install -d -o fck-shop -g fck-shop -m 751 -- /opt/www/shop/data || exit',
    '[ -d /opt/www/shop/data/media ] || install -d -o fck-shop -g fck-shop -m 770 -- /opt/www/shop/data/media || exit',
    '[ -d /opt/www/shop/data/var ] || install -d -o fck-shop -g fck-shop -m 750 -- /opt/www/shop/data/var || exit',
    '[ -e /opt/www/shop/data/var/db.sqlite3 ] || install -o fck-shop -g fck-shop -m 640 -- /dev/null /opt/www/shop/data/var/db.sqlite3 || exit',
  ]);
});

it('leaves what exists as it is', async () => {
  const files = {
    '/opt/www/shop/data/media/x': '',
    '/opt/www/shop/data/media': '',
    '/opt/www/shop/data/var/db.sqlite3': '',
  };
  const context = fakeHostContext({ projectValues: { data }, files });
  await makeData(context, 'fck-shop');
  expect(context.remote.changes).toEqual([]);
});

it('does nothing without data', async () => {
  const context = fakeHostContext();
  await makeData(context, 'fck-shop');
  expect(context.remote.changes).toEqual([]);
});
