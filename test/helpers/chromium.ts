/** A real Chromium from the system's packages. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const found: string | undefined = PATHS.find((path) => existsSync(path));

/** Why tests in a browser are left out, or false. */
export const noChromium: string | false =
  found === undefined ? "left out: no Chromium on this machine" : false;

/** Starts it without a network of its own; ended by `close`. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: found ?? "chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"],
  });
}
