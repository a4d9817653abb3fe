/** Packs the runtime and says where, as JSON on the standard output. */
import { repositoryRoot } from '../places.ts';
import { runtimeArchive } from './runtime-archive.ts';

process.stdout.write(JSON.stringify(await runtimeArchive(repositoryRoot)));
