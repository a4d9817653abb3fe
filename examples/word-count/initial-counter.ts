import type { Counter } from './types.ts';

export default (): Counter => ({ count: 0 });
