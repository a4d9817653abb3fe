/** Key -> slot: the hash is shared with the screens that show where a key lies. */
export { hashText, slotOf } from '@potoroo/shared/placement';
