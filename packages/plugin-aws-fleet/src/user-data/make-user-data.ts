import type { Fck, Role } from '@fck/core';
import { variablesOf } from '../kit/configured-values.js';
import { type Kit, makeKit } from '../kit/make-kit.js';
import type { S3Bucket } from '../s3/bucket.js';
import { type NodeRelease, nodeReleases } from './node-release.js';
import { requireBootable } from './require-bootable.js';
import { bootScript } from './script.js';

/** The input of {@link makeUserData}. */
export interface UserDataRequest {
  readonly fck: Fck;
  readonly role: Role;
  /** The bucket for the kit. Throws if the configuration names none. */
  bucket(): S3Bucket;
  /** The file of the running command. */
  readonly program: string;
  /** Further files or folders of the project. */
  readonly include: readonly string[];
  readonly nodeMirror: string;
  /** Store nothing. */
  readonly dryRun: boolean;
  progress(text: string): void;
}

/** User data, and the things that it refers to. */
export interface UserData {
  readonly script: string;
  readonly kit: Kit;
  /** Of the kit. */
  readonly url: string;
  readonly node: Readonly<Record<string, NodeRelease>>;
  /** Variables that each instance needs. */
  readonly variables: readonly string[];
}

/**
 * Packs the kit with which instances of a role set themselves up, stores it, and makes the user data that names it.
 *
 * @throws FckError `AWS_CANNOT_BOOT`, `AWS_KIT_SECRET` …, and the errors of the bucket
 */
export async function makeUserData(request: UserDataRequest): Promise<UserData> {
  const { fck, role, program, include } = request;
  const { project } = fck;
  const user = requireBootable(role);
  const bucket = request.bucket();
  const [kit, node] = await Promise.all([makeKit(fck, program, include), pinnedNode(request)]);
  const { needed, unused } = variablesOf(project);
  if (needed.length > 0)
    request.progress(
      `Instances need lines NAME=value for ${needed.join(', ')} in /etc/fck/${project.name}.env: see docs/aws.md.`,
    );
  const key = `${project.name}/kits/${kit.sha256}.tar.gz`;
  const { url, region } = await bucket.address(key);
  await store(request, bucket, key, kit);
  const { sha256, command, config } = kit;
  const names = { project: project.name, role: role.name, user, region };
  const settings = { ...names, kit: { url, sha256 }, command, config, node, variables: needed, unused };
  return { script: bootScript(settings), kit, url, node, variables: needed };
}

/** Uses the running version of Node, which is known to run this kit. */
async function pinnedNode({ nodeMirror, progress }: UserDataRequest): Promise<UserData['node']> {
  const releases = await nodeReleases(process.version, nodeMirror);
  if (typeof releases !== 'string') return releases;
  progress(`Instances need a Node of their own: its checksums were not found (${releases}).`);
  return {};
}

/** Kits are named by their checksum, so an existing one is the same. */
async function store(
  { dryRun, progress }: UserDataRequest,
  bucket: S3Bucket,
  key: string,
  kit: Kit,
): Promise<void> {
  const isKept = (await bucket.list(key)).some(({ size }) => size === kit.archive.length);
  if (!isKept && !dryRun) await bucket.put(key, kit.archive);
  const done = isKept ? 'is in' : dryRun ? 'would be put into' : 'was put into';
  progress(`${inWords(kit)} ${done} ${bucket.name}${key}.`);
}

function inWords({ files, packages, archive }: Kit): string {
  const size = (archive.length / 2 ** 20).toFixed(1);
  return `The kit (${files.length} files of the project, ${packages.length} packages, ${size} MiB)`;
}
