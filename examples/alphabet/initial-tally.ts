import type { Tally } from './types.ts';

export default (): Tally => ({ votes: 0 });
