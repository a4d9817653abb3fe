/**
 * Any plain value as bytes and back: the fall-back of the data plane for records that no generated codec fits. Maps, sets,
 * dates and typed arrays keep their kind. The bytes are only ever read by a process that this one trusts.
 */
import { Packr } from 'msgpackr';

const packr = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: true });

/** Throws where the value holds something that cannot travel, such as a function. */
export const packValue = (value: unknown): Uint8Array => packr.pack(value);

export const unpackValue = (bytes: Uint8Array): unknown => packr.unpack(bytes);
