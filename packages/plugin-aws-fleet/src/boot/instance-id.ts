import { fleetErrors } from '../errors.js';
import { whyNotFetched } from '../why-not-fetched.js';

/** Milliseconds until the metadata service, which is on the same machine, is given up. */
const WITHIN = 5_000;

/**
 * The id of the instance that fck runs on, as its metadata service (IMDSv2) says.
 *
 * @param env `AWS_EC2_METADATA_SERVICE_ENDPOINT` says where that is, as for AWS's own tools
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
