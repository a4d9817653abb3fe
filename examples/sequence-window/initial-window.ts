import type { Window } from './types.ts';

export default (): Window => ({ numbers: [0, 0, 0, 0] });
