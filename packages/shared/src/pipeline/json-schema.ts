/** The form of a document as JSON Schema, for editors and for whoever writes documents with other tools. */
import * as z from 'zod/mini';
import { documentSchema } from './document-schema.ts';

/** As it may be written: fields that are filled in when it is read may be left out. */
export const documentJsonSchema = (): object => ({
  title: 'A Potoroo pipeline',
  ...z.toJSONSchema(documentSchema, { io: 'input', unrepresentable: 'any' }),
});
