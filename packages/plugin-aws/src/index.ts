import { definePlugin } from '@fck/core';
import { adoptInstances } from './adopt/adopt-instances.js';
import type { OwnHost } from './boot/boot-instance.js';
import { keepBuildTags } from './build-tags.js';
import { ec2Commands } from './commands/ec2.js';
import { awsSections } from './config/sections.js';
import { Fleet } from './fleet.js';
import { provideHosts } from './provider.js';
import { registerS3 } from './s3/store.js';
import { keepInTargetGroups } from './target-groups/rotation.js';

/** Hosts on EC2: made, found, tagged, replaced and terminated. */
export default definePlugin({
  name: 'aws',
  apply(fck) {
    const sections = awsSections(fck);
    const fleet = new Fleet(fck, sections);
    provideHosts(fck, fleet);
    adoptInstances(fck, fleet);
    keepBuildTags(fck, fleet);
    keepInTargetGroups(fck, fleet);
    const own: OwnHost = { host: undefined };
    fck.hooks.onlyHost.tap('aws', () => own.host);
    fck.commands.register('ec2', ec2Commands(fleet, registerS3(fck, sections, own), own));
  },
});
