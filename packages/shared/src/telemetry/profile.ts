/** What a worker's time goes to, as its profile tells. */

export const profileParts = ['user logic', 'codec', 'network', 'runtime', 'garbage'] as const;
export type ProfilePart = (typeof profileParts)[number];
