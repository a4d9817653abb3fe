/** What a worker's time goes to, as its profile tells. */

export const profileParts = ['user logic', 'codec', 'network', 'runtime', 'garbage'] as const;
export type ProfilePart = (typeof profileParts)[number];

/** What a worker did for one node of the pipeline: of its busy time, 0 to 1, in all and by parts. */
export type NodeProfile = {
  readonly node: string;
  readonly share: number;
  readonly parts: Readonly<Record<ProfilePart, number>>;
};
