export interface PinnedTool {
  readonly least: string
  readonly wheel: string
  readonly builtFor?: { readonly python: string; readonly platform: string }
  /** Where in the tool's folder a file of the wheel goes, or all below a name that ends in a slash. */
  readonly members: Readonly<Record<string, string>>
  readonly sha256: Readonly<Record<string, string>>
}
export function downloadArgs(
  requirements: string,
  folder: string,
  tool: PinnedTool,
  arch: string,
): string[]
export function requirementOf(tool: PinnedTool): string
export function verifyHash(bytes: Uint8Array | string, wanted: string, name: string): void
export function fetchTool(
  name: string,
  tool: PinnedTool,
  target: string,
  arch?: string,
  python?: string,
): Promise<void>
