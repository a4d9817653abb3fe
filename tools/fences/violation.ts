/** What a fence finds: where, which rule, and what to do instead. */
export type Violation = {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
};

export const describeViolation = ({ file, line, rule, message }: Violation): string =>
  `${file}:${line}  ${rule}  ${message}`;
