/**
 * Installs the packages of the lock file when they are not there, and says in one sentence why it could not.
 * A first install is exact (`npm ci`); a later one mends in place, because the Node that runs this may live in node_modules.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isInstalled } from './installed.mjs';
import { npm } from './npm.mjs';
import { Refusal } from './refusal.mjs';
import { shorten } from './run-quietly.mjs';
import { inTurn } from './turn.mjs';

const everything = ['--include=dev', '--include=optional'];

/** @param {string} root */
export async function install(root) {
  if (isInstalled(root)) return;
  await inTurn(root, async () => {
    if (isInstalled(root)) return;
    process.stderr.write('Installing packages. This happens once and takes about a minute.\n');
    const { code, output } = await installPackages(root);
    if (code !== 0) throw new Refusal(explain(output));
  });
}

/**
 * A lock that this npm reads differently than the npm that wrote it is no reason to leave a person standing: what it
 * names is installed as it says, the rest as package.json allows, and the lock stays as it is.
 * @param {string} root
 */
async function installPackages(root) {
  const mend = () => npm(root, ['install', '--no-save', ...everything]);
  if (existsSync(path.join(root, 'node_modules'))) return mend();
  const ended = await npm(root, ['ci', ...everything]);
  return /EUSAGE/.test(ended.output) ? mend() : ended;
}

/** npm's own words, matched to what a person can do. First match wins. */
const causes = [
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network (request|connectivity)/,
    remedy: "The package registry could not be reached. Connect to the network (or set npm's proxy) and run again.",
  },
  { pattern: /ENOSPC|no space left/i, remedy: 'The disk is full. Free about 1 GB and run again.' },
  {
    pattern: /EACCES|EPERM|EROFS/,
    remedy: 'A file could not be written. Clone into a directory that belongs to you and run again.',
  },
  { pattern: /EINTEGRITY/, remedy: 'A downloaded package was damaged. Run `npm cache clean --force` and run again.' },
  {
    pattern: /EUSAGE|ERESOLVE/,
    remedy:
      'package.json and package-lock.json disagree. Run `git checkout package-lock.json package.json` and run again.',
  },
  {
    pattern: /EBADENGINE|Unsupported engine/,
    remedy: 'This npm or Node is too old. Install a current Node from https://nodejs.org.',
  },
];

/** @param {string} output */
export function explain(output) {
  const cause = causes.find(({ pattern }) => pattern.test(output));
  const remedy = cause?.remedy ?? "Read npm's message above, mend its cause and run again.";
  return `The packages could not be installed.\n${shorten(output)}\n${remedy}`;
}
