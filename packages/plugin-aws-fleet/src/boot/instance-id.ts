import { fleetErrors } from '../errors.js';
import { whyNotFetched } from '../why-not-fetched.js';

/** Time limit in milliseconds for the metadata service, which is on the same machine. */
const WITHIN = 5_000;

/**
 * The id of the instance that fck runs on, from its metadata service (IMDSv2).
 *
 * @param env may contain the address of the service, `AWS_EC2_METADATA_SERVICE_ENDPOINT`, as for AWS's own tools
 * @throws FckError `AWS_NOT_AN_INSTANCE`
 */
export async function instanceId(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const endpoint = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || 'http://169.254.169.254';
  const ask = async (method: string, path: string, headers: Readonly<Record<string, string>>) => {
    const answer = await fetch(new URL(path, endpoint), {
      method,
      headers,
      signal: AbortSignal.timeout(WITHIN),
    });
    if (!answer.ok) throw new Error(`${path} is answered with ${answer.status}`);
    return answer.text();
  };
  try {
    const token = await ask('PUT', '/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' });
    return await ask('GET', '/latest/meta-data/instance-id', { 'x-aws-ec2-metadata-token': token });
  } catch (thrown) {
    throw fleetErrors.notAnInstance(endpoint, whyNotFetched(thrown));
  }
}
