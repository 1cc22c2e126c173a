import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { accountErrors, awsCodeOf, call } from '@fck/aws-account';
import { expandPath, isFckError, messageOf, type Project } from '@fck/core';
import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';
import { awsErrors } from '../errors.js';
import { readPublicKey } from './public-key.js';

/** A public key of this machine to import as a key pair into the account. */
export interface KeyToImport {
  /** Name of the key pair: the configured one, or one derived from the key. */
  readonly name: string;
  readonly path: string;
  readonly line: string;
}

/** The file cannot be read, which matters only if instances are created. */
export interface MissingKey {
  readonly missing: Error;
}

/**
 * The key that a role imports; undefined if it imports none.
 *
 * @throws FckError `AWS_NOT_A_PUBLIC_KEY` for anything but one public key: a private key must not leave the machine
 */
export async function keyToImport(
  project: Project,
  { key_name: named, import_key: file }: AwsRole,
): Promise<KeyToImport | MissingKey | undefined> {
  if (file === undefined) return undefined;
  const path = expandPath(file, project.directory);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (thrown) {
    return {
      missing: accountErrors.refused(
        'ec2:ImportKeyPair',
        'KeyFile',
        `${path} cannot be read (${messageOf(thrown)})`,
      ),
    };
  }
  const read = readPublicKey(content);
  if (read.kind === 'other') throw awsErrors.notAPublicKey(path, read.what);
  const digest = createHash('sha256').update(content.trim()).digest('hex').slice(0, 12);
  return { name: named ?? `fck-${project.name}-${digest}`, path, line: read.line };
}

/** Imports a key as a key pair, unless one of its name exists. In a dry run, AWS only checks the permission. */
export async function importKey(clients: Clients, key: KeyToImport, { dryRun = false } = {}): Promise<void> {
  const { ImportKeyPairCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const request = { KeyName: key.name, PublicKeyMaterial: Buffer.from(key.line), DryRun: dryRun };
  try {
    await call(clients.account, 'ec2:ImportKeyPair', () => client.send(new ImportKeyPairCommand(request)));
  } catch (thrown) {
    const fine = dryRun ? 'DryRunOperation' : 'InvalidKeyPair.Duplicate';
    if (!isFckError(thrown) || awsCodeOf(thrown) !== fine) throw thrown;
  }
}

/** Whether the account has a key pair of this name; undefined without permission to look. */
export async function hasKeyPair(clients: Clients, name: string): Promise<boolean | undefined> {
  const { DescribeKeyPairsCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const request = { Filters: [{ Name: 'key-name', Values: [name] }] };
  try {
    const { KeyPairs = [] } = await call(clients.account, 'ec2:DescribeKeyPairs', () =>
      client.send(new DescribeKeyPairsCommand(request)),
    );
    return KeyPairs.length > 0;
  } catch (thrown) {
    if (isFckError(thrown) && thrown.code === 'AWS_DENIED') return undefined;
    throw thrown;
  }
}
