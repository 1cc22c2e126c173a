import { activationPlan, definePlugin } from '@fck/core';
import { nodeBuilder } from './builder.js';
import { nodeService } from './service.js';

/** Builds Node projects with npm, and serves them with node. */
export default definePlugin({
  name: 'node-build',
  apply(fck) {
    const builds = fck.builders.register('node', nodeBuilder);
    fck.services.register('node', nodeService);
    fck.hooks.provision.tap('node-build', (context) => {
      const serves = activationPlan(fck, context.role)?.services.some(({ name }) => name === 'node');
      if (builds.of(context.role) || serves) context.tool('nodejs');
    });
  },
});
