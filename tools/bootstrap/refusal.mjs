/** A step that cannot be done, in words for the person who can do something about it: what, where, what to do. */
export class Refusal extends Error {
  /** @override */
  name = 'Refusal';
}
