import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expandPath, isFckError, type Project } from '@fck/core';
import { awsCodeOf, call } from '../account/call.js';
import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';
import { awsErrors } from '../errors.js';

/**
 * The name of the key pair that instances get: the one that is named, or a public key of this machine, which is imported
 * under a name made of its content.
 */
export async function keyPairOf(
  clients: Clients,
  project: Project,
  { key_name: named, import_key: file }: AwsRole,
): Promise<string | undefined> {
  if (file === undefined) return named;
  const path = expandPath(file, project.directory);
  const content = await readFile(path, 'utf8').catch((thrown: Error) => {
    throw awsErrors.refused('ec2:ImportKeyPair', 'KeyFile', `${path} cannot be read (${thrown.message})`);
  });
  const digest = createHash('sha256').update(content.trim()).digest('hex').slice(0, 12);
  const name = named ?? `fck-${project.name}-${digest}`;
  await importKey(clients, name, content.trim());
  return name;
}

async function importKey(clients: Clients, name: string, content: string): Promise<void> {
  const { ImportKeyPairCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  try {
    await call(clients.account, 'ec2:ImportKeyPair', () =>
      client.send(new ImportKeyPairCommand({ KeyName: name, PublicKeyMaterial: Buffer.from(content) })),
    );
  } catch (thrown) {
    if (!isFckError(thrown) || awsCodeOf(thrown) !== 'InvalidKeyPair.Duplicate') throw thrown;
  }
}
