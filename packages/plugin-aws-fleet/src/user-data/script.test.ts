import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bootScript, type ScriptSettings } from './script.js';

const settings: ScriptSettings = {
  project: 'shop',
  role: `it's "web" \\ """ @SETTINGS@ $& \u{1f600}`,
  user: 'admin',
  region: 'us-east-1',
  kit: { url: 'https://releases.s3.us-east-1.amazonaws.com/shop/kits/1.tar.gz', sha256: '1'.repeat(64) },
  command: 'node_modules/@fck/cli/bin/fck.js',
  config: 'fck.yaml',
  node: {},
  variables: ['SMTP_PASSWORD'],
  unused: [],
};
const folder = mkdtempSync(join(tmpdir(), 'fck-user-data-'));
writeFileSync(join(folder, 'user_data.py'), bootScript(settings));
afterAll(() => rmSync(folder, { recursive: true }));

/** What an expression gives, in the script as an instance gets it. */
function evaluated(expression: string, before = ''): unknown {
  const program = `import json, user_data as script\n${before}\nprint(json.dumps(${expression}))`;
  return JSON.parse(execFileSync('python3', ['-B', '-c', program], { cwd: folder, encoding: 'utf8' }));
}

describe('the user data', () => {
  it('is a program that cloud-init runs, small enough with all settings', () => {
    expect(bootScript(settings)).toMatch(/^#!\/usr\/bin\/env python3\n/);
    expect(bootScript(settings).length).toBeLessThan(14_000);
  });

  it('reads its settings, whatever they contain', () => {
    expect(evaluated('script.SETTINGS')).toEqual(settings);
  });

  // The examples that AWS publishes: "Authenticating Requests (AWS Signature Version 4)" in the API reference of S3.
  it.each([
    [
      '/test.txt',
      "{'range': 'bytes=0-9'}",
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    ['/?lifecycle=', '{}', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['/?max-keys=2&prefix=J', '{}', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('signs %s as AWS does', (path, headers, expected) => {
    const keys =
      "{'AccessKeyId': 'AKIAIOSFODNN7EXAMPLE', 'SecretAccessKey': 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'}";
    const url = `https://examplebucket.s3.amazonaws.com${path}`;
    const signed = `script.signature(${keys}, 'us-east-1', 's3', '${url}', ${headers}, '20130524T000000Z')`;
    expect(evaluated(`${signed}['authorization'].split('Signature=')[1]`)).toBe(expected);
  });

  it('sends the token of temporary credentials, signed', () => {
    const keys = "{'AccessKeyId': 'A', 'SecretAccessKey': 'B', 'Token': 'T'}";
    const signed = evaluated(`script.signature(${keys}, 'r', 's3', 'https://b/k', {}, '20130524T000000Z')`);
    expect(signed).toMatchObject({
      'x-amz-security-token': 'T',
      authorization: expect.stringContaining('x-amz-security-token'),
    });
  });

  it.each([
    [
      'a connection that breaks',
      'http.client.IncompleteRead(b"", 9)',
      'IncompleteRead(0 bytes read, 9 more expected)',
    ],
    ['an answer that is none', 'http.client.BadStatusLine("?")', '?'],
  ])('fetches again after %s', (_, failure, why) => {
    const before = `
import http.client
said, answers = [], [${failure}, 'kit']
script.PAUSES, script.say = (0,), said.append
def work():
    answer = answers.pop(0)
    if isinstance(answer, Exception): raise answer
    return answer
got = script.trying('the kit', work)`;
    expect(evaluated('[got, said]', before)).toEqual(['kit', [`the kit: ${why}; again in 0 s`]]);
  });

  it('waits for credentials that the instance profile does not have yet', () => {
    const before = `
answers = ['token', 'role', '{"Code": "AssumeRoleUnauthorizedAccess", "Message": "not yet"}']
script.metadata = lambda *args, **more: answers.pop(0)
try: found = script.credentials()
except ValueError as error: found = str(error)`;
    expect(evaluated('found', before)).toBe('the instance profile has no credentials (not yet)');
  });

  it('unpacks nothing that has another checksum', () => {
    const program = `import user_data as script
try:
    script.unpack(b'other', '${'1'.repeat(64)}', '${folder}/kits/1')
except script.Failure as failure:
    print(failure)`;
    const said = execFileSync('python3', ['-B', '-c', program], { cwd: folder, encoding: 'utf8' });
    expect(said).toMatch(/has the SHA-256 [0-9a-f]{64}, not 1{64}: nothing of it is used/);
  });
});
