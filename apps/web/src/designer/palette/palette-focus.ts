/** Brings the focus to the palette's filter from anywhere: the `/` key and the empty canvas do. */
export const paletteFilterId = 'palette-filter';

export function focusPalette(): void {
  const input = document.getElementById(paletteFilterId);
  if (input instanceof HTMLInputElement) {
    input.focus();
    input.select();
  }
}
