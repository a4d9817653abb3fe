/** Code that is nested thousands of levels deep overflows the stack of the parser: said in words, whoever asks to write it. */
export class CodeTooDeep extends Error {
  constructor() {
    super('code of a node is nested too deeply to be written; split the expression that is');
  }
}

export function unlessTooDeep<Written>(write: () => Written): Written {
  try {
    return write();
  } catch (error) {
    throw error instanceof RangeError ? new CodeTooDeep() : error;
  }
}
