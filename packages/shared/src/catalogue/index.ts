export { mayConnect, nodeKinds } from './node-kinds.ts';
export type { NodeKindEntry, Port } from './node-kinds.ts';
export { palette, paletteEntryOf, paletteSections } from './palette.ts';
export type { NewNode, PaletteEntry, PaletteEntryId, PaletteSection } from './palette.ts';
export { parametersOf } from './parameters.ts';
export type { ConnectorOption, Parameter } from './parameters.ts';
