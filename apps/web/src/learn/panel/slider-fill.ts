/** How far a slider is filled, as its style sheet wants it. */
import type { CSSProperties } from 'react';

export const filled = (part: number): CSSProperties => ({ '--part': `${(part * 100).toFixed(1)}%` }) as CSSProperties;
