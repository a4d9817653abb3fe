/**
 * The first program to run on a fresh clone: `npm start`, `npm test` and `npm run -s potoroo -- ...` all begin here.
 *
 * It is plain JavaScript for Node 18 with no dependency, because nothing is installed yet and the machine's Node may be
 * old. It installs what is missing, builds the studio where its sources changed, and hands over to the Node 26 that the
 * `node` package brought. All that it says goes to stderr: stdout belongs to the program it starts (`--json`).
 *
 *   node tools/bootstrap.mjs start [...]   build the studio, run the server
 *   node tools/bootstrap.mjs test [...]    run every check
 *   node tools/bootstrap.mjs bench [...]  measure
 *   node tools/bootstrap.mjs cli [...]     run the command line, in the directory it was called from
 */
const oldestMajor = 18;
const major = Number(process.versions.node.split('.')[0]);

if (major < oldestMajor) {
  process.stderr.write(
    `Potoroo needs Node ${oldestMajor} or newer to install itself; this is Node ${process.versions.node}.\n` +
      'Install a current Node from https://nodejs.org and run the command again.\n',
  );
  process.exit(1);
}

// Imported only now: an older Node may fail to parse what follows, and would say nothing helpful about it.
const { bootstrap } = await import('./bootstrap/bootstrap.mjs');
await bootstrap(process.argv[2], process.argv.slice(3));
