/** The form of a document as JSON Schema, for editors and for whoever writes documents with other tools. */
import * as z from 'zod/mini';
import { documentSchema } from './document-schema.ts';

/**
 * As it may be written: fields that are filled in when it is read may be left out. Patterns that speak of the letters of all
 * languages are left out, too: many a validator refuses a schema for them, and a studio judges those names when it opens it.
 */
export const documentJsonSchema = (): object => ({
  title: 'A Potoroo pipeline',
  ...z.toJSONSchema(documentSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern?.includes('\\p{') === true) delete jsonSchema.pattern;
    },
  }),
});
