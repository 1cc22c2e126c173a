import { type Builder, definePlugin } from '@fck/core';
import { makeArchive } from './archive.js';
import { buildFromPlan } from './build-from-plan.js';
import { checkPlan } from './check-plan.js';
import { postBuildSchema, runPostBuild } from './commands/post-build.js';
import { environmentStep } from './environment-step.js';
import { interpreterStep } from './interpreter-step.js';
import { registerPackagesCommand } from './packages-command.js';
import { planSchema } from './plan-schema.js';
import { PLAN } from './planned-repos.js';

/** Builds Python projects: `build: plan:` and `build: post_build:`. */
export default definePlugin({
  name: 'python-build',
  apply(fck) {
    const postBuild = fck.section({
      at: 'role.build',
      name: 'post_build',
      about: "Commands to run in a finished build's environment, on every host that gets it.",
      schema: postBuildSchema,
      usesEnvironment: true,
    });
    const planBuilder: Builder<typeof planSchema> = {
      about: 'Builds Python repositories into a virtualenv: wheels, pip install, unit tests.',
      schema: planSchema,
      kind: 'made',
      usesEnvironment: ({ after_install }) => after_install.length > 0,
      build: (context, planned) => buildFromPlan(context, planned, postBuild.of(context.role) ?? []),
    };
    const plan = fck.builders.register(PLAN, planBuilder);

    registerPackagesCommand(fck, (role) => plan.of(role));
    fck.hooks.validate.tap('python-build', (validation) => {
      const [sources] = fck.sources.entries();
      for (const role of validation.project.roles) {
        const planned = plan.of(role);
        if (sources && planned) checkPlan(validation, role, planned, sources.value);
      }
    });
    fck.hooks.provision.tap('python-build', (context) => {
      const planned = plan.of(context.role);
      if (!planned) return;
      context.tool('git', 'build: plan:');
      if (planned.managed_python !== false) {
        // It brings and prepares the interpreter.
        context.tool('python3', 'build: plan: managed_python:');
        context.tool('venv', 'build: plan: managed_python:');
        return;
      }
      if (!fck.tools.has(planned.interpreter)) return;
      context.tool(planned.interpreter, 'build: plan: interpreter:');
      context.tool('venv', 'build: plan:');
    });
    // Last: any other step of the role may install the interpreter.
    fck.hooks.provision.tapPromise({ name: 'python-build', stage: 100 }, async (context) => {
      const planned = plan.of(context.role);
      if (planned?.managed_python !== false || fck.tools.has(planned.interpreter)) return;
      context.declare(interpreterStep(context.host.name, planned.interpreter));
      const facts = await context.remote.facts();
      const environment = environmentStep(planned.interpreter, fck.tools.get('virtualenv'), facts);
      if (environment) context.declare(environment);
    });
    fck.hooks.postBuild.tapPromise('python-build', (context) =>
      runPostBuild(context, postBuild.of(context.role) ?? []),
    );
    fck.hooks.buildSealed.tapPromise('python-build', async (context) => {
      if (plan.of(context.role)?.tarball) await makeArchive(context);
    });
  },
});
