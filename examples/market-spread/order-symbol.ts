import type { Order } from './types.ts';

export default (order: Order): string => order.symbol;
