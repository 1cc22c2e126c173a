import { posix } from 'node:path';
import { allOf, type Command, type HostContext, messageOf, sh } from '@fck/core';
import { type ClonePlace, fetchSettings, removeStaleLocks } from './clone.js';
import { gitErrors } from './errors.js';
import { type BundleContents, formatOption, type LocalRepository } from './local-git.js';
import { withBoundary } from './shallow.js';

/** Where a bundle goes on a host. */
export interface Receiver extends Pick<ClonePlace, 'gitDir' | 'draft' | 'bundle'> {
  /** Whether the git folder exists. */
  readonly isThere: boolean;
  /** A commit that it has, whose history is not sent. */
  readonly have: string | undefined;
  /** Brings a finished draft to its place. */
  readonly settle: Command;
  /** The object format: `sha1` or `sha256`. */
  readonly format: string;
}

/**
 * Sends commits of a repository of this machine to a git folder on the host, and makes the folder if it does not exist.
 *
 * @throws FckError `GIT_LOCAL_FAILED`
 */
export async function sendBundle(
  context: HostContext,
  name: string,
  local: LocalRepository,
  contents: BundleContents,
  receiver: Receiver,
): Promise<void> {
  let upload: Promise<void> | undefined;
  try {
    await local.withBundle(contents, receiver.have, (file) => {
      upload = context.remote.upload(file, receiver.bundle, { mode: 0o600 });
      return upload;
    });
  } catch (error) {
    // A failed upload has its own message.
    if (upload !== undefined) throw error;
    throw gitErrors.local(name, local.path, { why: 'git could not bundle it' }, messageOf(error));
  }
  await receive(context, name, contents, receiver);
}

/** The bundle's branch becomes a ref, so that git never prunes the checked-out commit. */
async function receive(
  context: HostContext,
  name: string,
  { boundary }: BundleContents,
  { gitDir, draft, bundle, isThere, settle, format }: Receiver,
): Promise<void> {
  const refs = ['refs/heads/fck*:refs/fck/wanted*', 'refs/tags/*:refs/tags/*'];
  const fetchInto = (folder: string) =>
    withBoundary(
      folder,
      boundary,
      sh`git --git-dir=${folder} ${fetchSettings} fetch --quiet --no-tags --force ${bundle} ${refs}`,
    );
  const steps = isThere
    ? [removeStaleLocks({ gitDir }), fetchInto(gitDir)]
    : [
        sh`rm -rf -- ${draft}`,
        sh`git init --quiet ${formatOption(format)} ${draft}`,
        fetchInto(posix.join(draft, '.git')),
        settle,
      ];
  await context.remote.run(sh`${allOf(...steps)}; code=$?; rm -f -- ${bundle}; exit $code`, {
    title: `receive ${name}`,
    env: { LC_ALL: 'C' },
  });
}
