/** What `help` prints: in a clone with its studio and examples, or in an exported project, which has neither. */
import { limits } from '@potoroo/shared/limits';
import { workersDefault } from './arguments.ts';

export const helpText = (isInProject: boolean): string =>
  isInProject
    ? `${projectCommands}\n${flags}${exits}`
    : `${commands}\n${studio}${pipelines}\n${flags}${exits}\n${example}`;

const commands = `Potoroo: stateful stream processing on worker processes.

  npm run -s potoroo -- <command> ...

Commands
  run <pipeline>      run it until every source has ended and every output is released
  check <pipeline>    say everything that is wrong with it                     [--json]
  explain <pipeline>  show the compiled topology: stages, exchanges, slots     [--code: and the generated code]
                      [--source, --sink: as \`run\` would be given them; the code goes by them]
  export <pipeline> --out DIR         write it as a TypeScript project of its own: npm install && npm start
  export <pipeline> --single-file     ... or as one file                       [--out FILE.ts]
  import FILE|DIR [--out FILE.json]   read a TypeScript project, without running it, to a document
                                      [--root DIR: what it imports from there is read too]
  draw <pipeline> [--as mermaid|svg|png]  its graph, for a page or a picture   [--out FILE]
  schema              the JSON Schema of a document
  list                show the examples                                        [--json]
  help                show this text
`;

const projectCommands = `A Potoroo pipeline as a project of its own.

  npm start                  run pipeline.ts until every source has ended and every output is released
  npm start -- FLAGS         ... with flags of run, as below; such as: npm start -- --workers 3
  npm test                   check it, and run its generated and sample records
  npx potoroo <command> ...  the rest; pipeline.ts is the pipeline

Commands
  check pipeline.ts      say everything that is wrong with it                     [--json]
  explain pipeline.ts    show the compiled topology: stages, exchanges, slots     [--code: and the generated code]
                         [--source, --sink: as \`run\` would be given them; the code goes by them]
  export pipeline.ts --single-file     write it as one file                       [--out FILE.ts]
  import . [--out FILE.json]           read it, without running it, to a document
  draw pipeline.ts [--as mermaid|svg|png]  its graph, for a page or a picture     [--out FILE]
  schema                 the JSON Schema of a document
`;

const studio = `Commands on what the studio runs; each takes [--json] [--data DIR] [--port N]
  worker add              one more worker joins: it takes its share of the slots, nothing stops
  worker drain NAME       a worker gives its slots away and ends
  worker kill -9 NAME     SIGKILL to a worker, or to the coordinator
  disturb slow WORKER     it takes 5 times as long for everything, for 5 s, and then as before
  disturb cut WORKER WORKER     nothing comes through the link between the two meanwhile; nothing is lost
  disturb burst SOURCE    the source gives 5 times its rate
  disturb skew SOURCE     80 % of a generator's records are one record: one key is hot
                          each [--for 10s]; slow and burst [--factor 3]; skew [--share 0.5]
  checkpoint              one more checkpoint, now
  status                  where the run stands: processes, epochs, the ledger, what is under way
  placement               which worker owns how many slots, and the sources and sinks
                          [--json: \`ownerNames\` has the worker of each slot; \`owners\` is the same by
                          number, where n is worker w(n+1), and no place in the list \`workers\`]
  profile                 what its workers do for 5 s: user logic, codec, network, runtime, garbage
                          [--workers w1,w2] [--seconds 10] [--out DIR: and a .cpuprofile each]
  state STATE KEY         the state object of a key as it is now, its slot and its worker
  state move STATE KEY WORKER   that object alone goes to a worker, and stays there
  state release STATE KEY       and back to where its key belongs
  deploy <pipeline>       the run goes on with a changed pipeline, behind a barrier; states keep their objects
                          [--reset STATE] [--migrate STATE=FILE, which holds (old, key) => new object]

`;

const pipelines = `A <pipeline> is the name of an example, a document (pipeline.json), or a TypeScript file that describes one (app.ts).
The latter is your own code: \`run\` runs it, in a process that may read files and nothing else; all others only read it.
`;

const flags = `Flags of run
  --workers N            worker processes, 1 to ${limits.workersMax} (${workersDefault})
  --source node=SPEC     read a source from elsewhere than the document says; repeatable
  --sink node=SPEC       write a sink to elsewhere than the document says; repeatable
  --after a=b            start source a when source b has ended; repeatable
  --checkpoint-interval T
                         how often state is kept, and committed outputs leave: 200ms, 2s (what the document
                         says, else ${limits.barrierIntervalMs / 1_000}s)
  --state DIR            keep the checkpoints there, and go on from those that are there: one run at a time, with
                         the inputs that it had; where --workers is another number, workers join or leave
  --script STEPS         what is done to the run, from when it is ready: 'at 1s add; at 1500ms kill w1;
                         at 2s kill coordinator; at 3s drain w2; at 4s checkpoint; at 5s move STATE KEY
                         to w1; at 6s release STATE KEY' (kill is SIGKILL); and what \`disturb\` does:
                         'at 1s slow w1 for 2s factor 3; at 2s cut w1 w2; at 3s burst SOURCE; at 4s skew
                         SOURCE share 0.9'
  --profile DIR          profile every worker: a CPU profile each in DIR, and where their time went
  --no-spare             keep no spare worker: about 75 MB less, and a join or a loss takes a moment longer
  --json                 print one JSON object, the summary, and nothing else on standard output; \`script\` in it:
                         each step with its text and its \`error\`, null where it was done

SPEC, in quotes: a shell reads ? and & as its own
  file:PATH[?format=lines|ndjson|csv|framed][&rate=N]   rate: records a second, for a source
  tcp://HOST:PORT[?format=...][&journal=off]            a source listens, a sink connects; the source has
                                                        ended 1 s after its last connection has. What it
                                                        receives is journaled, so that a loss is undone;
                                                        journal=off: a loss fails the run
  generator[?rate=N][&count=N]                          a source only: its generate snippet; without a
                                                        count it runs until you stop it
  live                                                  a sink only: kept for the live table
  mode=immediate, for a file or tcp sink: outputs leave at once, as a preview, which a recovery may take
  back, instead of once the checkpoint that holds them is kept (mode=committed, the default).
  ids=sent, for a framed tcp sink: 16 bytes in front of each payload, by which a receiver drops repeats;
  ids=acknowledged: it sends back the ids of what it has, and after a loss is sent only what it has not.
  The first option comes after ?, each other one after &.
  Without a format: the file's ending, then what the document says, then frames where a snippet
  decodes or encodes bytes, else lines. A relative path starts at your current directory.

`;

const exits = `Exit codes
  0 success   1 the run failed, or what was asked of a running one could not be done
  2 bad flags, names, document or paths
  A step of --script that is refused, or whose time does not come, does not make a run fail: it is told.
`;

const example = `Example, with the input that README.md makes
  npm run -s potoroo -- run market-spread --workers 3 \\
    --source 'market-data=file:data/market-data.framed?format=framed' \\
    --source 'orders=file:data/orders.framed?format=framed' \\
    --after orders=market-data --sink 'rejections=file:data/rejections.ndjson'
`;
