/** Treats every message as new and records none. */
export const takeFromInbox = async <Item>(
  _: unknown,
  batch: readonly Item[],
): Promise<readonly Item[]> => batch
