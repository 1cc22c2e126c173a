import { fakeRemote } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { closedPorts } from './firewall.js';

/** What firewalld 1.2 prints, of a host whose one interface is in the zone `public`. */
function firewalld(settings: Record<string, string> = {}): string {
  const {
    target = 'default',
    services = 'cockpit dhcpv6-client ssh',
    ports = '',
    rules = '',
    head,
  } = settings;
  return `firewalld
block
  target: %%REJECT%%
  interfaces:
  services:
  ports: 80/tcp
  rich rules:

docker (active)
  target: ACCEPT
  interfaces: docker0
  services:
  ports:
  rich rules:

${head ?? 'public (active)'}
  target: ${target}
  icmp-block-inversion: no
  interfaces: eth0
  sources:
  services: ${services}
  ports: ${ports}
  protocols:
  forward: yes
  masquerade: no
  forward-ports:
  source-ports:
  icmp-blocks:
  rich rules: ${rules}

trusted
  target: ACCEPT
  interfaces:

opens 80 http

opens 443 https
`;
}

function ufw(rules: string, policy = 'deny'): string {
  return `Status: active
Logging: on (low)
Default: ${policy} (incoming), allow (outgoing), disabled (routed)
New profiles: skip

To                         Action      From
--                         ------      ----
22/tcp                     ALLOW IN    Anywhere
${rules}
`;
}

const closed = (output: string, port = 80) =>
  closedPorts(fakeRemote({ answers: [['firewall-cmd', output]] }), [
    { address: undefined, port },
    { address: '[::]', port },
  ]);

describe('firewalld', () => {
  it.each([
    [firewalld(), 80, '--zone=public --add-service=http'],
    [firewalld({ head: 'public (default, active)' }), 80, '--zone=public --add-service=http'],
    [firewalld({ services: 'ssh http' }), 8080, '--zone=public --add-port=8080/tcp'],
    [firewalld({ ports: '8081-8100/tcp 8080/udp' }), 8080, '--zone=public --add-port=8080/tcp'],
  ])('that closes a port is reported, with the command that opens it', async (output, port, option) => {
    const command = `sudo firewall-cmd ${option}`;
    expect(await closed(output, port)).toEqual([
      `firewalld blocks port ${port} from outside: \`${command} && ${command} --permanent\` opens it`,
    ]);
  });

  it.each([
    [firewalld({ services: 'ssh http' }), 80],
    [firewalld({ ports: '22/tcp 80/tcp' }), 80],
    [firewalld({ ports: '8000-8100/tcp' }), 8080],
    [firewalld({ target: 'ACCEPT' }), 80],
    [
      firewalld({
        rules:
          '\n\trule family="ipv4" source address="10.0.0.0/8" port port="80" protocol="tcp" accept\n\trule family="ipv6" reject',
      }),
      80,
    ],
    [firewalld({ rules: '\n\trule service name="http" accept' }), 80],
    // It does not run.
    ['', 80],
  ])('that opens a port is not', async (output, port) => {
    expect(await closed(output, port)).toEqual([]);
  });
});

describe('ufw', () => {
  it.each([[ufw('')], [ufw('8000:8100/tcp              ALLOW IN    Anywhere')], [ufw('', 'reject')]])(
    'that closes a port is reported, with the command that opens it',
    async (output) => {
      expect(await closed(output)).toEqual([
        'ufw blocks port 80 from outside: `sudo ufw allow 80/tcp` opens it',
      ]);
    },
  );

  it.each([
    [ufw('80                         ALLOW IN    Anywhere')],
    [ufw('80/tcp (Nginx HTTP)        ALLOW IN    Anywhere')],
    [ufw('80,443/tcp (Nginx Full)    ALLOW IN    Anywhere')],
    [ufw('1:1024/tcp                 LIMIT IN    10.0.0.0/8')],
    [ufw('Anywhere                   ALLOW IN    10.0.0.0/8')],
    [ufw('', 'allow')],
  ])('that opens a port is not', async (output) => {
    expect(await closed(output)).toEqual([]);
  });
});

it('a site that only the host itself reaches needs no open port', async () => {
  const remote = fakeRemote({ answers: [['firewall-cmd', firewalld()]] });
  const listens = [
    { address: '127.0.0.1', port: 80 },
    { address: '[::1]', port: 80 },
  ];
  expect(await closedPorts(remote, listens)).toEqual([]);
});
