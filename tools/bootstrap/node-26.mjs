/**
 * Finds a Node 26 to hand over to.
 *
 * The `node` package fetches the binary of this platform in an install script. npm may refuse to run install scripts
 * (`ignore-scripts`, or a later npm that blocks what is not listed under `allowScripts`); the bootstrap then fetches the
 * platform's package itself: it holds the same binary and needs no script.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.mjs';
import { Refusal } from './refusal.mjs';
import { shorten, runQuietly } from './run-quietly.mjs';
import { inTurn } from './turn.mjs';

const neededMajor = 26;

/**
 * @param {string} root
 * @returns {Promise<string>} the path of the binary
 */
export async function findNode26(root) {
  const found = await firstThatRuns(candidates(root));
  return found ?? (await inTurn(root, () => fetchNode26(root)));
}

/** @param {string} root */
function candidates(root) {
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const places = ['node_modules/node', `node_modules/node/node_modules/${platformPackage()}`, fetched()];
  return [...places.map((place) => path.join(root, place, binary)), process.execPath];
}

/** The names under which the makers of the `node` package publish its binaries. */
function platformPackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

function fetched() {
  return `.potoroo/node/node_modules/${platformPackage()}`;
}

/** @param {readonly string[]} binaries */
async function firstThatRuns(binaries) {
  for (const binary of binaries) {
    if (existsSync(binary) && (await majorOf(binary)) >= neededMajor) return binary;
  }
  return null;
}

/** @param {string} binary */
async function majorOf(binary) {
  const { code, output } = await runQuietly(binary, ['--version'], { cwd: path.dirname(binary) });
  return code === 0 ? Number(/^v(\d+)/.exec(output)?.[1] ?? 0) : 0;
}

/** @param {string} root */
async function fetchNode26(root) {
  const home = path.join(root, '.potoroo', 'node');
  const version = JSON.parse(readFileSync(path.join(root, 'node_modules/node/package.json'), 'utf8')).version;
  process.stderr.write(`Fetching Node ${version}, which npm did not install by itself.\n`);
  mkdirSync(home, { recursive: true });
  // A package.json of its own keeps npm from walking up to the project's.
  writeFileSync(path.join(home, 'package.json'), '{ "private": true }\n');
  const ended = await npm(home, ['install', '--no-save', '--ignore-scripts', `${platformPackage()}@${version}`]);
  const found = ended.code === 0 ? await firstThatRuns(candidates(root)) : null;
  if (found !== null) return found;
  throw new Refusal(
    `Node ${neededMajor} could not be fetched for ${process.platform} ${process.arch}.\n${shorten(ended.output)}\n` +
      `Allow npm to reach its registry, or install Node ${neededMajor} yourself (https://nodejs.org) and run again.`,
  );
}
