import { definePlugin } from '@fck/core';
import { makeArchive } from './archive.js';
import { buildFromPlan } from './build-from-plan.js';
import { checkPlan } from './check-plan.js';
import { PLAN, planOf } from './plan-of-role.js';
import { planSchema } from './plan-schema.js';
import { postBuildSchema, runPostBuild } from './post-build.js';

/** Builds Python projects: `build: plan:` and `build: post_build:`. */
export default definePlugin({
  name: 'python-build',
  apply(fck) {
    fck.builders.register(PLAN, {
      about: 'Builds Python repositories into a virtualenv: sdist, pip install, unit tests.',
      schema: planSchema,
      kind: 'made',
      build: (context, section) => buildFromPlan(context, planSchema.parse(section)),
    });
    const postBuild = fck.section({
      at: 'role.build',
      name: 'post_build',
      about: "Commands to run in a finished build's environment, on every host that gets it.",
      schema: postBuildSchema,
    });

    fck.hooks.validate.tap('python-build', (validation) => {
      const [sources] = fck.sources.entries();
      if (!sources) return;
      for (const role of validation.project.roles) checkPlan(validation, role, sources.value);
    });
    fck.hooks.provision.tap('python-build', (context) => {
      const plan = planOf(context.role);
      if (!plan) return;
      const tools = ['git', 'virtualenv', ...(fck.tools.has(plan.interpreter) ? [plan.interpreter] : [])];
      for (const tool of tools) context.tool(tool);
    });
    fck.hooks.postBuild.tapPromise('python-build', async (context) => {
      await runPostBuild(context, postBuild.of(context.role) ?? []);
      if (planOf(context.role)?.tarball) await makeArchive(context);
    });
  },
});
