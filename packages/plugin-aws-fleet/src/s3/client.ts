import type { S3Client } from '@aws-sdk/client-s3';
import { type Account, clientSettings, withRegion } from '@fck/aws-account';

/** A client for the buckets of an account, or of a store compatible with S3. */
export async function s3Client(account: Account): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return withRegion(
    new S3Client({
      ...(await clientSettings(account)),
      // Compatible stores accept buckets only in the path, and not all of them know the newer checksums. In a presigned
      // URL, these would be the checksums of an empty body.
      forcePathStyle: account.endpoint !== undefined,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  );
}
