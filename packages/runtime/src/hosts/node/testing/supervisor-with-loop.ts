/** A supervisor to be killed by a test: its first worker loops for ever, its processes are told on standard output. */
import { startDeployment } from '../deployment.ts';
import { countingTopology, generator } from './counting-topology.ts';

const deployment = startDeployment({
  topology: countingTopology({
    source: generator(null),
    sink: { type: 'live' },
    generate: '(n) => "k:" + n',
    count: '() => { for (;;); }',
  }),
  workers: 2,
  after: [],
  barrierIntervalMs: 50,
  tcpLingerMs: null,
  onTelemetry: () => undefined,
  onListening: () => process.stdout.write(`${JSON.stringify(deployment.processes())}\n`),
});
