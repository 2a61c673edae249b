import { runCommand } from './run-command.js'

/**
 * Writes a folder's pending data to the disk and waits for it, where the system can (GNU sync). Otherwise the system
 * writes it half a minute later, and the first orders wait for the same disk.
 * @param {string} path
 */
export const flushToDisk = (path) => runCommand('sync', ['-f', path])
