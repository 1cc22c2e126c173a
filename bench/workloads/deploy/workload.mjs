import { onHost, writeKnownHosts } from '../../hosts/host.mjs';
import { removeSandboxHosts, sandboxHosts } from '../../hosts/sandbox-hosts.mjs';
import { withCpu } from '../../measuring/cpu.mjs';
import { interleaved } from '../../measuring/interleaved.mjs';
import { fckProgram } from '../../paths.mjs';
import { fckAt } from '../../peers/fck-at.mjs';
import { ansibleDeploy, ansiblePort } from './ansible.mjs';
import { Application } from './application.mjs';
import { DeployProject } from './fck.mjs';
import { untilServed } from './served.mjs';

/** The port of fck's site; those of other versions of fck have the next ones. */
const fckPort = 8000;

/** One line of code is changed: from the command until every web host shows it. */
export const deploy = {
  name: 'deploy',
  defaults: { hosts: [3] },
  quick: { hosts: [1] },
  async measure({ options, say, record }) {
    const [count] = options.hosts;
    const others = options.against.map((commit) => fckAt(commit));
    const [builder] = await sandboxHosts('builder', 1, say);
    const webs = await sandboxHosts('web', count, say);
    const application = new Application();
    const repository = await application.serve(gatewayOf(builder));
    try {
      writeKnownHosts([builder, ...webs]);
      const versions = [{ name: 'fck', program: fckProgram }, ...others];
      const projects = versions.map(({ name, program }, index) => {
        const port = fckPort + index;
        return {
          name,
          port,
          project: new DeployProject(application, builder, webs, { name: `notes-${index}`, port, program }),
        };
      });
      for (const { project } of projects) await project.provision();
      const made = options.choose(
        contestants({ application, projects, repository, hosts: [builder, ...webs], webs }),
      );
      const measured = await interleaved(made, { ...options, say });
      record({ workload: 'deploy', hosts: count, roundTrip: 0, kind: 'sandbox' }, measured);
    } finally {
      repository.close();
      for (const other of others) other.remove();
      await removeSandboxHosts(say);
    }
  },
};

function contestants({ application, projects, repository, hosts, webs }) {
  const deployment = (name, port, make) => ({
    name,
    make() {
      const run = make();
      let text = '';
      return {
        name,
        prepare: async () => {
          text = application.change();
          await settled(webs);
        },
        run: () => withCpu(hosts, () => untilServed(run, urlsOf(webs, port), text)),
      };
    },
  });
  const ansible = (way, kind) =>
    deployment(`ansible, ${way}, ${kind}`, ansiblePort, () => ansibleDeploy(way, kind, repository.url, webs));
  return [
    ...projects.map(({ name, port, project }) => deployment(name, port, () => () => project.deploy())),
    ansible('default', 'a virtualenv for each release'),
    ansible('tuned', 'a virtualenv for each release'),
    ansible('tuned', 'in place'),
  ];
}

/** Contestants share a disk: none may have to wait for another one's unwritten data. */
const settled = (hosts) => Promise.all(hosts.map((host) => onHost(host, 'sync\n')));

const urlsOf = (webs, port) => webs.map(({ address }) => `http://${address}:${port}/`);

/** This machine's end of the bridge that sandbox hosts are on. */
const gatewayOf = ({ address }) => address.replace(/\d+$/, '1');
