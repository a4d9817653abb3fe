/** The functions of the package that a description can call by their own names. */
export const packageNames: readonly string[] = [
  'file',
  'generator',
  'live',
  'pipeline',
  'recordLayout',
  'snippet',
  'tcp',
  'toFile',
  'type',
  'unfinished',
];
