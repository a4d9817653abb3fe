// The book says what a recovery reads. A chain that misses a section, or holds one of a checkpoint that was given up, brings
// back a state that never was; one that forgets outputs loses them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLines } from '../../testing/sample-topologies.ts';
import { CheckpointBook } from './checkpoint-book.ts';

/** Stages of the sample: source 0, keyed 1, sink 2. */
const [keyed, sink] = [1, 2];
const nobody = new Map<number, number>();
const placement = [[0], Array.from({ length: 256 }, () => 0), [0]];
const link = (epoch: number, full = false) => ({ epoch, full, place: `${epoch}${full ? ' whole' : ''}` });
const places = (book: CheckpointBook<string>, stage: number, slot: number): readonly string[] =>
  book.chainOf(stage, slot).map(({ place }) => place);

describe('the book of checkpoints', () => {
  it('I7: has what was staged only once its manifest is durable', () => {
    const book = new CheckpointBook<string>(countLines);
    book.stage(keyed, 3, link(1, true));
    const chains = book.next(nobody, placement);
    expect(places(book, keyed, 3)).toEqual([]);
    expect(chains.get('1.3')?.map(({ place }) => place)).toEqual(['1 whole']);
    book.committed(chains);
    expect(places(book, keyed, 3)).toEqual(['1 whole']);
  });

  it('begins the chain of a slot anew with a section that holds everything, and adds one that does not', () => {
    const book = new CheckpointBook<string>(countLines);
    for (const one of [link(1, true), link(2), link(4), link(5, true), link(6)]) {
      book.stage(keyed, 0, one);
      book.committed(book.next(nobody, placement));
    }
    expect(places(book, keyed, 0)).toEqual(['5 whole', '6']);
    expect(places(book, keyed, 1), 'a slot that nothing was ever in').toEqual([]);
  });

  it('forgets the chain of a solo slot that is nobody’s any more', () => {
    const book = new CheckpointBook<string>(countLines);
    const [source = [], table = [], shards = []] = placement;
    book.stage(keyed, 256, link(1, true));
    book.committed(book.next(nobody, [source, [...table, 0], shards]));
    expect(places(book, keyed, 256)).toEqual(['1 whole']);
    for (const later of [[...table, -1, 0], table]) {
      const chains = book.next(nobody, [source, later, shards]);
      expect([...chains.keys()]).toEqual([]);
    }
  });

  it('forgets what was staged for a checkpoint that is given up', () => {
    const book = new CheckpointBook<string>(countLines);
    book.stage(keyed, 0, link(1, true));
    book.committed(book.next(nobody, placement));
    book.stage(keyed, 0, link(2));
    book.next(nobody, placement);
    book.abandon();
    book.stage(keyed, 0, link(3, true));
    book.committed(book.next(nobody, placement));
    expect(places(book, keyed, 0)).toEqual(['3 whole']);
  });

  it('I15: does not change the chains that a manifest was given', () => {
    const book = new CheckpointBook<string>(countLines);
    book.stage(keyed, 0, link(1, true));
    const first = book.next(nobody, placement);
    book.committed(first);
    book.stage(keyed, 0, link(2));
    book.committed(book.next(nobody, placement));
    expect(first.get('1.0')).toEqual([link(1, true)]);
    expect(book.durable).not.toBe(first);
  });

  it('keeps outputs until they have left, and the last ones always, for where the output stands', () => {
    const book = new CheckpointBook<string>(countLines);
    const stage = (epoch: number, released: number): readonly string[] => {
      book.stage(sink, 0, link(epoch));
      book.committed(book.next(new Map([[sink, released]]), placement));
      return places(book, sink, 0);
    };
    expect(stage(1, 0)).toEqual(['1']);
    expect(stage(2, 0)).toEqual(['1', '2']);
    expect(stage(3, 1)).toEqual(['2', '3']);
    expect(stage(4, 4), 'everything has left').toEqual(['4']);
  });

  it('has the outputs of an epoch once, although they are stored again after a manifest that was not written', () => {
    const book = new CheckpointBook<string>(countLines);
    for (const epoch of [1, 2]) book.stage(sink, 0, link(epoch));
    book.abandon();
    for (const epoch of [1, 2, 3]) book.stage(sink, 0, link(epoch));
    book.committed(book.next(nobody, placement));
    expect(places(book, sink, 0)).toEqual(['1', '2', '3']);
  });

  it('goes on from the chains of a manifest', () => {
    const book = new CheckpointBook<string>(countLines, new Map([['1.0', [link(7, true)]]]));
    book.stage(keyed, 0, link(8));
    expect(book.next(nobody, placement).get('1.0')).toEqual([link(7, true), link(8)]);
  });

  it('reads back what a plain map of objects would hold, whatever is kept, given up and moved', () => {
    const step = fc.record({
      slot: fc.nat(3),
      full: fc.boolean(),
      keys: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
      kept: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        type Objects = ReadonlyMap<number, number>;
        const book = new CheckpointBook<Objects>(countLines);
        const live = new Map<number, Map<number, number>>();
        let missed = false;
        steps.forEach(({ slot, full, keys, kept }, index) => {
          const epoch = index + 1;
          const objects = live.get(slot) ?? new Map<number, number>();
          live.set(slot, objects);
          for (const key of keys) objects.set(key, epoch);
          // What could not be kept is taken whole the next time, of every slot.
          const everything = missed ? [...live.keys()] : [slot];
          for (const each of everything) {
            const isWhole = missed || full || book.chainOf(keyed, each).length === 0;
            const all = live.get(each) ?? new Map();
            const place = isWhole ? new Map(all) : new Map(keys.map((key) => [key, epoch]));
            book.stage(keyed, each, { epoch, full: isWhole, place });
          }
          if (kept) book.committed(book.next(nobody, placement));
          else book.abandon();
          missed = !kept;
          if (!kept) return;
          for (const [each, all] of live) {
            const read = new Map(book.chainOf(keyed, each).flatMap(({ place }) => [...place]));
            expect(read).toEqual(all);
          }
        });
      }),
    );
  });
});
