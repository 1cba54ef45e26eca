/**
 * What nearly every record says, and which four characters of a literal are the rarest to look for.
 * @module
 */

/** Characters that are looked for at once. */
export const WINDOW = 4;
/** Makes small letters of capital ones; other characters fall together too, which verification tells apart. */
const LOWER = 32;

/** What nearly every record says: a window that stands here would fit all the time, however few literals share it. */
const ORDINARY =
  "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/135.0.0.0 safari/537.36 " +
  "(compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) (x11; linux x86_64; rv:137.0) gecko/20100101 firefox/ " +
  '/index.html /images/logo.png /files/ /search?q= /static/css/ http/1.1" 200 "https://www.example.org/ "get / "post / ' +
  "c:\\windows\\system32\\ c:\\program files\\ c:\\users\\ .exe .dll powershell microsoft-windows- security id: " +
  "account name: process information: logon subject: nt authority\\system registry machine software currentversion " +
  "failed password for invalid user from port ssh2 connection closed by accepted session opened";
const ORDINARY_WEIGHT = 1000;

/** Whether a folded text stands in nearly every record of some kind, somewhere. */
export function isOrdinary(text: string): boolean {
  return text.length > 1 && ORDINARY.includes(text);
}

/** Four characters as a number, whatever the case of ASCII letters. */
export function windowAt(text: string, at: number): number {
  let window = 0;
  for (let i = at; i < at + WINDOW; i++) window = (window << 8) | ((text.charCodeAt(i) | LOWER) & 255);
  return window;
}

/** How often windows are met: in literals, and in what nearly every record says. */
export class WindowCounts {
  readonly #counts = new Map<number, number>();

  constructor(literals: Iterable<string>) {
    for (let at = 0; at + WINDOW <= ORDINARY.length; at++)
      this.#counts.set(windowAt(ORDINARY, at), ORDINARY_WEIGHT);
    for (const literal of literals) {
      for (let at = 0; at + WINDOW <= literal.length; at++) {
        const window = windowAt(literal, at);
        this.#counts.set(window, (this.#counts.get(window) ?? 0) + 1);
      }
    }
  }

  /** Where the window begins that the fewest literals share: `.exe` and `\\win` say little. */
  rarest(literal: string): number {
    let best = 0;
    let fewest = Number.POSITIVE_INFINITY;
    for (let at = 0; at + WINDOW <= literal.length; at++) {
      const count = this.#counts.get(windowAt(literal, at)) ?? 0;
      if (count < fewest) [best, fewest] = [at, count];
    }
    return best;
  }
}
