import { X509Certificate } from 'node:crypto';
import type { HostContext } from '../../api/contexts.js';
import type { ProxyAddress } from '../../api/reverse-proxy.js';
import type { ServedCertificate } from '../../api/status.js';
import { sh } from '../../command/command.js';
import { PROBE } from './http-probe.js';

/** Seconds that a TLS handshake may take. */
const TIMEOUT = 10;

const DAY = 86_400_000;

/** The certificate that a site shows, or why it is not known. */
type Shown = { readonly certificate: X509Certificate } | { readonly why: string };

/** What a look at the certificate of an address found. */
export interface CertificateFindings {
  /** Undefined if the site has no TLS of its own, or if no program of the host could ask. */
  readonly served: ServedCertificate | undefined;
  /** What keeps visitors out: one sentence; undefined if nothing does. */
  readonly problem: string | undefined;
}

/** Looks at the certificate that a site shows at an address, from the host itself. */
export async function lookAtCertificate(
  { remote }: Pick<HostContext, 'remote'>,
  address: ProxyAddress,
): Promise<CertificateFindings> {
  const { url, hostName, tls } = address;
  if (!tls) return { served: undefined, problem: undefined };
  const [shown, own] = await Promise.all([shownAt(remote, address), tls.certificate?.()]);
  const visitor = hostName === undefined ? url : `${url} (as ${hostName})`;
  if (!shown) return { served: undefined, problem: undefined };
  if ('why' in shown)
    return { served: undefined, problem: `no certificate is shown at ${visitor}: ${shown.why}` };
  const served = describeCertificate(shown.certificate);
  const isOwn =
    tls.certificate === undefined ||
    (own !== undefined && certificateIn(own)?.fingerprint256 === shown.certificate.fingerprint256);
  const problem = isOwn
    ? expiryOf(served, visitor)
    : `another certificate than the site's own is shown at ${visitor}: ${shown.certificate.subject.replace(/\n/g, ', ') || 'one without a subject'}`;
  return { served, problem };
}

/** When a certificate expires. */
export function describeCertificate({ validTo }: X509Certificate): ServedCertificate {
  const expires = new Date(validTo);
  return {
    expires: expires.toISOString(),
    daysLeft: Math.floor((expires.getTime() - Date.now()) / DAY),
  };
}

/** The first certificate of a PEM text; undefined if there is none. */
function certificateIn(text: string): X509Certificate | undefined {
  const [pem] = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(text) ?? [];
  try {
    return pem === undefined ? undefined : new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function expiryOf({ expires, daysLeft }: ServedCertificate, visitor: string): string | undefined {
  return daysLeft < 0 ? `the certificate shown at ${visitor} expired on ${expires.slice(0, 10)}` : undefined;
}

/** Undefined if the host has no program that could ask: neither Python nor openssl. */
async function shownAt(
  remote: HostContext['remote'],
  { url, hostName }: ProxyAddress,
): Promise<Shown | undefined> {
  const { hostname, port } = new URL(url);
  const byOpenssl = sh`command -v openssl >/dev/null || exit 127
timeout ${TIMEOUT} openssl s_client -connect ${`${hostname}:${port || '443'}`} -servername ${hostName ?? hostname} </dev/null`;
  const args = { url, host: hostName ?? null, seconds: TIMEOUT };
  const { code, stdout, stderr } = await remote.look(PROBE.program('certificate', args, byOpenssl), {
    timeout: TIMEOUT + 10,
  });
  const certificate = certificateIn(stdout);
  if (certificate) return { certificate };
  return code === 127 ? undefined : { why: stderr.trim().split('\n').at(-1) || 'no TLS handshake' };
}
