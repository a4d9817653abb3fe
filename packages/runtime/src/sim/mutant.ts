/** A rule of the core that is taken away for a while: a method of a class is replaced, or a rule of its host. */
import type { HostRules } from './rules.ts';
import { hostRules } from './rules.ts';

export type Mutant = {
  readonly rule: string;
  /** Takes the rule away; the result brings it back. */
  readonly take: () => { readonly rules: HostRules; readonly restore: () => void };
};

type Method<Target> = {
  [Name in keyof Target]: Target[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Target];

/** Replaces a method of a class; `make` is given the one that was there. */
export function without<Target extends object, Name extends Method<Target>>(
  rule: string,
  { prototype }: { readonly prototype: Target },
  name: Name,
  make: (original: Target[Name]) => Target[Name],
): Mutant {
  return {
    rule,
    take: () => {
      const original = prototype[name];
      prototype[name] = make(original);
      return {
        rules: hostRules,
        restore: () => {
          prototype[name] = original;
        },
      };
    },
  };
}

export const withRules = (rule: string, rules: Partial<HostRules>): Mutant => ({
  rule,
  take: () => ({ rules: { ...hostRules, ...rules }, restore: () => undefined }),
});

export const nothing = (): undefined => undefined;
