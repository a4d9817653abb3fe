/**
 * One bootstrap at a time installs or builds in a clone; another that starts meanwhile waits for its turn.
 * The turn is a directory, because making one is atomic everywhere; it names its owner, so that a turn whose owner was
 * killed is taken over.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const retryMs = 200;

/**
 * @template Value
 * @param {string} root
 * @param {() => Promise<Value>} work
 * @returns {Promise<Value>}
 */
export async function inTurn(root, work) {
  const turn = path.join(root, '.potoroo', 'bootstrap.turn');
  mkdirSync(path.dirname(turn), { recursive: true });
  while (!take(turn)) await pause(retryMs);
  const release = () => rmSync(turn, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} turn */
function take(turn) {
  try {
    mkdirSync(turn);
  } catch (error) {
    if (!isExisting(error)) throw error;
    if (!ownerLives(turn)) rmSync(turn, { recursive: true, force: true });
    return false;
  }
  writeFileSync(path.join(turn, 'owner'), String(process.pid));
  return true;
}

/** @param {string} turn */
function ownerLives(turn) {
  try {
    process.kill(Number(readFileSync(path.join(turn, 'owner'), 'utf8')), 0);
    return true;
  } catch (error) {
    // Not ours to signal, or made a moment ago and not named yet: both are alive.
    return codeOf(error) === 'EPERM' || codeOf(error) === 'ENOENT';
  }
}

/** @param {unknown} error */
function isExisting(error) {
  return codeOf(error) === 'EEXIST';
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : null;
}
