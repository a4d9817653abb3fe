import type { Alert } from './types.ts';

export default (alert: Alert): string => `${alert.kind} Alert for ${alert.user}: ${alert.total}`;
