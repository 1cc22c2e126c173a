import type { S3Client } from '@aws-sdk/client-s3';
import { type Account, clientSettings, withRegion } from '@fck/aws-account';

/** A client for the buckets of an account, or of a store that is like S3. */
export async function s3Client(account: Account): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return withRegion(
    new S3Client({
      ...(await clientSettings(account)),
      // Stores that are like S3 answer below their own name only, and do not all know the newer checksums; in a URL
      // that is made beforehand, they would be those of nothing.
      forcePathStyle: account.endpoint !== undefined,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  );
}
