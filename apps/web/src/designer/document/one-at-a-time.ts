/** One thing of a kind at a time: what is asked for meanwhile, as by the second click of a double one, is not begun. */
export type OneAtATime = <Value>(act: () => Promise<Value>, meanwhile: Value) => Promise<Value>;

export function oneAtATime(): OneAtATime {
  let isUnderWay = false;
  return async (act, meanwhile) => {
    if (isUnderWay) return meanwhile;
    isUnderWay = true;
    try {
      return await act();
    } finally {
      isUnderWay = false;
    }
  };
}
