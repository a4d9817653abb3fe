/**
 * Hot functions with code of their own. An engine learns what a function meets by its text, not by its closure: where one
 * text serves every step of every stage, each of its calls may lead anywhere, and nothing is fused. `madeAnew` gives a maker
 * of functions a text of its own, so that the engine fuses step, key function, outlet and state computation into one.
 *
 * Profiles know such code as `potoroo-made-NAME.js`, or, where it is made for one node of a pipeline, as `potoroo-made-NAME-of-NODE.js`.
 * A maker sees its arguments and the names of ECMAScript, and nothing else of the module that it stands in.
 */
export const madeAnew = <Make extends (given: never) => unknown>(make: Make, node?: string): Make =>
  writtenMaker<Make>(node === undefined ? make.name : `${make.name}-of-${encodeURIComponent(node)}`, make.toString());

/** A maker that was generated as text: an expression that may use the names of ECMAScript. */
export const writtenMaker = <Make extends (given: never) => unknown>(name: string, code: string): Make =>
  new Function(`return ${code}\n//# sourceURL=potoroo-made-${name}.js`)() as Make;
