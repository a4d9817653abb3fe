/**
 * Signs on the canvas that the style sheet reads, set past React: it draws all of the canvas anew when it draws, and these change
 * with the view and at the beginning and end of gestures.
 */
export type CanvasSign = 'data-far' | 'data-moving' | 'data-zooms' | 'data-held' | 'data-drags-one';

export const markCanvas = (sign: CanvasSign, isSet: boolean): void =>
  void document.querySelector('.canvas')?.toggleAttribute(sign, isSet);
