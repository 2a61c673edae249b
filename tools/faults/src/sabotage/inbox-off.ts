/** Treats every event as new, and records none. */
export const takeFromInbox = async <Item>(
  _: unknown,
  batch: readonly Item[],
): Promise<readonly Item[]> => batch

export const takeOne = async (): Promise<boolean> => true
