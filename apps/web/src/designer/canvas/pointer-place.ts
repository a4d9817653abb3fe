/** Where the pointer is over the canvas, in pixels of the screen; null while it is elsewhere. Not React's business: it changes all the time. */
type Point = { readonly x: number; readonly y: number };

let place: Point | null = null;

export const pointerPlace = (): Point | null => place;

export function notePointer({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): void {
  place = { x: clientX, y: clientY };
}

export function forgetPointer(): void {
  place = null;
}
