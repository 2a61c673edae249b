export function versionIn(text: string): string | undefined
export function isAtLeast(version: string, least: string): boolean
export function findOnPath(
  name: string,
  tool: { readonly least: string; readonly beside?: readonly string[] },
  path?: string,
): Promise<string | undefined>
