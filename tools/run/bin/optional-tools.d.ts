export interface OptionalTool {
  readonly least: string
  /** The names of its program on PATH, the preferred first. */
  readonly names: readonly string[]
  readonly beside: readonly string[]
  /** The Debian package. */
  readonly package: string
  /** Where in the tool's folder a file of the package goes. */
  readonly members: Readonly<Record<string, string>>
  /** The absolute folder that its program reads files from; fetched, it reads them from its working folder. */
  readonly ownFolder?: string
  /** By name of the package's file. */
  readonly sha256: Readonly<Record<string, string>>
  /** How to get it by hand. */
  readonly bring: string
}
export type OptionalToolName = 'prometheus' | 'alertmanager'
export const optionalTools: Readonly<Record<OptionalToolName, OptionalTool>>
export function findOptionalTool(
  name: OptionalToolName,
  home: string,
  path?: string,
): Promise<string | undefined>
export function ensureOptionalTool(
  name: OptionalToolName,
  home: string,
): Promise<string | undefined>
export function besideTool<Tool extends string | undefined>(tool: Tool, program: string): Tool
