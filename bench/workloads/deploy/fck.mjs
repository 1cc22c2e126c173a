import { fck, fckHosts } from '../../peers/fck.mjs';
import { projectFolder } from '../../project-folder.mjs';

/** The example's roles: one host builds, the others get the build and serve it. */
export class DeployProject {
  #folder;
  #program;

  /** @param {{name: string, port: number, program: string}} as several versions of fck share the hosts, each with a project of its own */
  constructor(application, builder, webs, { name, port, program }) {
    this.#program = program;
    const data = `/var/lib/${name}`;
    const config = {
      name,
      root: `/opt/${name}`,
      repos: { 'flask-notes': { path: application.directory } },
      roles: {
        builder: {
          hosts: fckHosts([builder]),
          provision: { tools: ['python3', 'virtualenv', 'git'], allow_access: { roles: 'web' } },
          build: { plan: { repos: '__all__', interpreter: 'python3', tests: false } },
        },
        web: {
          hosts: fckHosts(webs),
          provision: {
            create_key_pair: true,
            tools: ['python3', 'supervisord', 'nginx'],
            request_access: { roles: 'builder' },
          },
          build: {
            copy_from: { role: 'builder' },
            post_build: [{ command: `mkdir -p -m 0777 ${data}`, sudo: true }],
          },
          activate: {
            http_test_path: '/health',
            gunicorn: { app_module: 'flask_notes.wsgi:app', workers: 2, env: { NOTES_DATA: data } },
            nginx: { listen: port, static: [{ url: '/static/', local: 'flask_notes/static/' }] },
          },
        },
      },
    };
    this.#folder = projectFolder(`deploy-fck-${name}`, { 'fck.yaml': JSON.stringify(config, undefined, 2) });
  }

  provision() {
    return fck(this.#folder, ['run', 'provision'], { program: this.#program });
  }

  deploy() {
    return fck(this.#folder, ['run', 'build', 'activate'], { program: this.#program });
  }
}
