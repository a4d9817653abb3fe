/**
 * Loaded first by a coordinator under test: a directory is taken away at the last of these moments, once each has come in this
 * order, and nobody takes it away again where that has been done.
 *
 *   takes-away-at.ts?moments=does%20admit,does%20inject&directory=DIRECTORY
 */
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { momentsChannel } from '../moments.ts';

const { searchParams } = new URL(import.meta.url);
const directory = searchParams.get('directory') ?? '';
let awaited = (searchParams.get('moments') ?? '').split(',');

if (!existsSync(`${directory}-taken`))
  subscribe(momentsChannel, (moment) => {
    if (moment !== awaited[0]) return;
    awaited = awaited.slice(1);
    if (awaited.length > 0) return;
    writeFileSync(`${directory}-taken`, '');
    renameSync(directory, `${directory}-away`);
  });
