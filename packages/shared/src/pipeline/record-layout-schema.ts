/** The form of a declared layout in a document. Whether its fields hold together is for the compiler to say, so that an editor can show a table that is not finished. */
import * as z from 'zod/mini';
import { bigintTypes, numberTypes, sizedTypes, sizeTypes } from '../record-layout/index.ts';
import { limits } from '../limits.ts';

const byteOrder = z.enum(['big', 'little']);
const place = z.int().check(z.gte(0), z.lte(limits.frameBytesMax));
const bytes = z.int().check(z.gte(1), z.lte(limits.layoutFieldBytesMax));
const named = {
  name: z.string().check(z.maxLength(limits.idCharsMax)),
  at: z.exactOptional(place),
};
const ordered = { byteOrder: z.exactOptional(byteOrder) };

const field = z.discriminatedUnion('type', [
  z.strictObject({ ...named, ...ordered, type: z.enum(numberTypes), equals: z.exactOptional(z.number()) }),
  z.strictObject({ ...named, ...ordered, type: z.enum(bigintTypes) }),
  z.strictObject({ ...named, type: z.literal('boolean') }),
  z.strictObject({
    ...named,
    type: z.literal('text'),
    bytes,
    padding: z._default(z.enum(['none', 'spaces-before', 'spaces-after', 'zeros-after']), 'none'),
  }),
  z.strictObject({ ...named, type: z.literal('bytes'), bytes }),
  z.strictObject({ ...named, ...ordered, type: z.enum(sizedTypes), size: z._default(z.enum(sizeTypes), 'u32') }),
]);

export const recordLayoutSchema = z.strictObject({
  byteOrder: z._default(byteOrder, 'big'),
  fields: z.array(field).check(z.maxLength(limits.layoutFieldsMax)),
});
