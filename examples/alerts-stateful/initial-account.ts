import type { Account } from './types.ts';

export default (): Account => ({ total: 0 });
