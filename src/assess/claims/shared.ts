/**
 * Addresses that thousands share, from lists that the user names: Tor exits, VPNs, hosting, mail providers.
 * @module
 */
import { type AddressRange, parseAddress, parseRange } from "../../base/address.ts";

export class AddressSet {
  readonly #addresses = new Set<string>();
  readonly #ranges: AddressRange[] = [];

  /** @param texts lists with one address or range a line; what follows a blank, a comma or `#` is a remark */
  constructor(texts: readonly string[]) {
    for (const line of texts.flatMap((text) => text.split("\n"))) {
      const [word = ""] = line.trim().split(/[\s,#;]/, 1);
      const address = parseAddress(word);
      const range = address === null ? parseRange(word) : null;
      if (address !== null) this.#addresses.add(address);
      else if (range !== null) this.#ranges.push(range);
    }
  }

  has(address: string): boolean {
    return this.#addresses.has(address) || this.#ranges.some((range) => range.contains(address));
  }
}
