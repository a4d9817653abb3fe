/** The few pages that the server itself has to say something on. They hold no script, no style and nothing of a request. */
const page = (title: string, ...paragraphs: readonly string[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} - Potoroo</title></head>
<body><h1>${title}</h1>${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('')}</body>
</html>
`;

export const accessRequiredPage = page(
  'Open the link from the terminal',
  'The studio belongs to the person who started it. Open the link that Potoroo printed in its terminal; it works once.',
  'Press Enter in that terminal for a new link, or start Potoroo again with <code>npm start</code>.',
);

export const linkUsedPage = page(
  'This link was used already',
  'Each link works once. If the studio is open in this browser, go to <a href="/">its first page</a>.',
  'Press Enter in the terminal where Potoroo runs for a new link, or start it again with <code>npm start</code>.',
);

/** A page that came from another site's link has no cookie yet (SameSite=Strict); asking again by itself brings it. */
export const askAgainPage = accessRequiredPage.replace(
  '<head>',
  '<head><meta http-equiv="refresh" content="0; url=/">',
);

export const notBuiltPage = page(
  'The studio is not built yet',
  'Its files are missing from <code>apps/web/dist</code>. <code>npm start</code> builds them.',
);
