import { definePlugin } from '@fck/core';
import { adoptInstances } from './adopt/adopt-instances.js';
import { keepBuildTags } from './build-tags.js';
import { ec2Commands } from './commands/ec2.js';
import { awsSections } from './config/sections.js';
import { Fleet } from './fleet.js';
import { provideHosts } from './provider.js';
import { keepInTargetGroups } from './target-groups/rotation.js';

/** Hosts on EC2: made, found, tagged, replaced and terminated. */
export default definePlugin({
  name: 'aws',
  apply(fck) {
    const fleet = new Fleet(fck, awsSections(fck));
    provideHosts(fck, fleet);
    adoptInstances(fck, fleet);
    keepBuildTags(fck, fleet);
    keepInTargetGroups(fck, fleet);
    fck.commands.register('ec2', ec2Commands(fleet));
  },
});
