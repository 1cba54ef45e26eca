/**
 * Words that go with a figure. The figure comes as it is shown, "24,000".
 * @module
 */

/** English: one is singular. @example counted("1", "rule", "rules") // "1 rule" */
export function counted(figure: string, one: string, many: string): string {
  return `${figure} ${figure === "1" ? one : many}`;
}

/** French: nought and one are singular. @example compte("0", "règle", "règles") // "0 règle" */
export function compte(figure: string, one: string, many: string): string {
  return `${figure} ${figure === "0" || figure === "1" ? one : many}`;
}
