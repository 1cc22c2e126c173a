import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountOf } from '@fck/aws-account';
import { definePlugin } from '@fck/core';
import { createFck } from '@fck/core/host';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { awsSections } from '../config/sections.js';

const context = `name: shop
key_filename: ~/.ssh/shop.pem
aws_key: AKIA-OF-TESTS
aws_secret: secret-of-tests
`;

/** The region that instances of a role are made in which names none. */
async function regionOf(file: string, text: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'fck-account-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'role_web.yaml'), 'name: web\n');
  const aws = definePlugin({
    name: 'aws',
    apply: (fck) => void awsSections(fck),
  });
  const fck = await createFck({ cwd: folder, configFile: file, env: {}, defaultPlugins: [aws] });
  onTestFinished(() => fck.close());
  return accountOf(fck.project, {}).region;
}

describe('the region of a configuration that names none', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', '');
    vi.stubEnv('AWS_DEFAULT_REGION', '');
  });
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['context.yaml', 'us-east-1'],
    ['shop.yaml', 'us-east-1'],
    ['fck.yaml', undefined],
  ])('in %s is %s', async (file, region) => {
    expect(await regionOf(file, `${context}roles: [role_web.yaml]\n`)).toBe(region);
  });

  it('is the one of the environment first', async () => {
    vi.stubEnv('AWS_REGION', 'eu-north-1');
    expect(await regionOf('context.yaml', `${context}roles: [role_web.yaml]\n`)).toBe('eu-north-1');
  });
});
