/**
 * The id of a stored pipeline: a file name's stem that cannot be anything but a file name. It also says what a new
 * pipeline is called, from its name and a little chance.
 */
const idPattern = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
/** Names that Windows gives to devices. */
const deviceNames = /^(con|prn|aux|nul|com\d|lpt\d)$/;
const stemCharsMax = 48;

export const isPipelineId = (text: string): boolean => idPattern.test(text) && !deviceNames.test(text);

export function newPipelineId(name: string, random: () => string): string {
  const stem = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, stemCharsMax)
    .replace(/^-+|-+$/g, '');
  return `${stem === '' ? 'pipeline' : stem}-${random()}`;
}
