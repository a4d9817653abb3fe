/** The course, in the order of the talk: ten lessons, and an application after them. */
import type { Lesson } from '../play/lesson-schema.ts';
import { addingAWorker } from './adding-a-worker.ts';
import { axioms } from './axioms.ts';
import { boundary } from './boundary.ts';
import { delivery } from './delivery.ts';
import { entities } from './entities.ts';
import { failure } from './failure.ts';
import { hashing } from './hashing.ts';
import { scaling } from './scaling.ts';
import { transfer } from './transfer.ts';
import { twoLayers } from './two-layers.ts';
import { yourOwn } from './your-own.ts';

export const lessons: readonly Lesson[] = [
  scaling,
  axioms,
  entities,
  boundary,
  twoLayers,
  hashing,
  addingAWorker,
  delivery,
  failure,
  yourOwn,
  transfer,
];
