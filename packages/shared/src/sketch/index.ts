export { fixturesOf, readFixtures } from './fixtures.ts';
export type { WrittenFixtures } from './fixtures.ts';
export { file, generator, live, tcp, toFile } from './connectors.ts';
export type { FileOptions, GeneratorOptions, TcpOptions, ToFileOptions } from './connectors.ts';
export { documentOf, laidOutIds, layoutOf, takesFixtures } from './layout.ts';
export type { EdgeLayout, Layout, NodeLayout, Writing } from './layout.ts';
export { defaultName, SketchFault, SketchPad } from './sketch.ts';
export type { Sketch, SketchedEdge, SketchedNode, SinkFields, SourceFields } from './sketch.ts';
