/** A record type and its name in the document: `type<Order>('Order')`. For sources that no snippet tells the type of. */
export type RecordType<Out> = { readonly text: string; readonly of?: Out };
export const type = <Out>(text: string): RecordType<Out> => ({ text });
