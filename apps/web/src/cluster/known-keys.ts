/** What is known of the objects in slots: their keys and values, as far as they have been asked for. */
import type { CardText } from './paint.ts';

export const textsOfSlot = (_slot: number): readonly CardText[] | null => null;
export const placeOfChosen = (): number | null => null;
