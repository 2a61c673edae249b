export function versionIn(text: string): string | undefined
export function isAtLeast(version: string, least: string): boolean
export function findOnPath(name: string, least: string, path?: string): Promise<string | undefined>
