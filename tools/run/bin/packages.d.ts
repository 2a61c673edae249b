interface Lock {
  readonly packages: object
}
export function isStale(wanted: Lock | undefined, installed: Lock | undefined): boolean
export function packagesAreStale(root: string): boolean
export function pinnedNode(root: string): string
export function ensurePackages(root: string): Promise<void>
