/** A folder or file that outlives builds. */
export interface DataEntry {
  readonly kind: 'folder' | 'file';
  /** Permission bits. */
  readonly mode: number;
}
