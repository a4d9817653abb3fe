/** What the person's machine calls its keys. */
export const isMac: boolean = /Mac|iPhone|iPad/.test(navigator.userAgent);
