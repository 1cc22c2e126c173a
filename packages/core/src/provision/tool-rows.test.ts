import { fakeFacts } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { toolRows } from '../catalogue/tool-rows.js';
import { believed, readLists } from './package-lists.test.fixture.js';
import { packagesOfTool } from './packages-of-tool.js';

const rows = Object.entries(toolRows).filter(([, { successor }]) => successor === undefined);

describe('the packages of every tool', () => {
  it.each(readLists.map((list) => [`${list.facts.os} ${list.facts.osVersion}`, list] as const))(
    'are in the repositories of %s',
    (_name, { facts, has }) => {
      const absent = rows.flatMap(([tool, row]) =>
        (packagesOfTool(row, fakeFacts(facts)) ?? [`nothing for ${tool}`]).filter(
          (name) => !has.includes(name),
        ),
      );
      expect(absent).toEqual([]);
    },
  );

  it.each(believed.map((facts) => [`${facts.os} ${facts.osVersion}`, facts] as const))(
    'are believed to be in those of %s, whose lists were not read',
    (_name, facts) => {
      const unknown = rows.filter(([, row]) => packagesOfTool(row, fakeFacts(facts)) === undefined);
      expect(unknown.map(([tool]) => tool)).toEqual([]);
    },
  );
});
