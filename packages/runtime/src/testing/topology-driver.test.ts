/** Authors judge by it what a run will do: what it leaves half changed where a run does not makes their tests lie. */
import { moduleId, nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { plainText } from '../api/index.ts';
import { countLines } from './sample-topologies.ts';
import { TopologyDriver } from './topology-driver.ts';

const initial = `class Point { x = 0 }
exports.default = () => ({ floats: new Float32Array(1), point: new Point(), bare: Object.assign(Object.create(null), { n: 0 }) });`;
const count = `exports.default = (line, state) => {
  const total = { key: [state.floats[0], state.point.x, state.bare.n].join(), n: 0 };
  state.floats[0] = 1;
  state.point.x = 1;
  state.bare.n = 1;
  if (line === 'bad') throw new Error('half done');
  return total;
};`;
const codes = new Map([
  [moduleId(0), `exports.default = () => 'k';`],
  [moduleId(1), initial],
  [moduleId(2), count],
]);

test('a state computation that throws leaves all of its object as it was, of whatever plain data it is', () => {
  const modules = countLines.modules.map((one) => ({ ...one, code: codes.get(one.id) ?? one.code }));
  const driver = new TopologyDriver({ ...countLines, modules });
  driver.feed(nodeId('votes'), plainText.encode('bad\ngood\n'));
  expect(driver.failures).toHaveLength(1);
  expect(driver.lines(nodeId('totals'))).toEqual(['0,0,0 => 0']);
});
